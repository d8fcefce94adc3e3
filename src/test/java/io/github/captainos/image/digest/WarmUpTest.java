package io.github.captainos.image.digest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.captainos.testing.HangGuard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long it takes is up to a clock of the test's own. */
class WarmUpTest {
  private static final long MANY = 1 << 30;
  private static final String JVM = "mixed mode, sharing";

  private static int updates(WarmUp warmUp, long size) throws NoSuchAlgorithmException {
    RecordingDigest digest = new RecordingDigest();
    warmUp.before(digest, size);
    return digest.updates().size();
  }

  @Test
  void whereItNeverGetsFastThatIsFoundOutOnce() throws Exception {
    AtomicLong now = new AtomicLong();
    WarmUp warmUp = new WarmUp(() -> now.getAndAdd(WarmUp.FAST_NANOS), JVM);
    long most = WarmUp.LONGEST_NANOS / WarmUp.FAST_NANOS + 1;
    assertThat(updates(warmUp, MANY)).isEqualTo((int) most);
    assertThat(updates(warmUp, MANY)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed mode, emulated-client, sharing", "interpreted mode"})
  void aJvmWithoutItsSecondCompilerNeverGetsFast(String jvm) throws Exception {
    assertThat(updates(new WarmUp(() -> 0, jvm), MANY)).isZero();
  }

  @Test
  void itIsOverAsSoonAsItIsFast() throws Exception {
    AtomicLong calls = new AtomicLong();
    AtomicLong now = new AtomicLong();
    WarmUp warmUp =
        new WarmUp(() -> now.addAndGet(calls.incrementAndGet() > 10 ? 1 : WarmUp.FAST_NANOS), JVM);
    assertThat(updates(warmUp, MANY)).isEqualTo(10);
    assertThat(updates(warmUp, MANY)).isZero();
  }

  @Test
  void aFewBytesAreNotWorthIt() throws Exception {
    WarmUp warmUp = new WarmUp(() -> 0, JVM);
    assertThat(updates(warmUp, 100_000)).isZero();
    assertThat(updates(warmUp, MANY)).isEqualTo(1);
  }

  @Test
  void whoeverIsInterruptedGoesOnAtOnceAndAnotherFindsItOut() throws Exception {
    WarmUp warmUp = new WarmUp(() -> 0, JVM);
    Thread.currentThread().interrupt();
    assertThat(updates(warmUp, MANY)).isZero();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(updates(warmUp, MANY)).isEqualTo(1);
  }

  @Test
  void whoeverComesInTheMeantimeWaitsAndDoesNotComputeAnything() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    WarmUp warmUp =
        new WarmUp(
            () -> {
              begun.countDown();
              Uninterruptibles.awaitUninterruptibly(end);
              return 0;
            },
            JVM);
    FutureTask<Integer> first = new FutureTask<>(() -> updates(warmUp, MANY));
    FutureTask<Integer> second = new FutureTask<>(() -> updates(warmUp, MANY));
    new Thread(first).start();
    begun.await();
    Thread waiting = new Thread(second);
    waiting.start();
    HangGuard.await("the second waits", () -> waiting.getState() == Thread.State.BLOCKED);
    end.countDown();

    assertThat(first.get()).isEqualTo(1);
    assertThat(second.get()).isZero();
  }

  @Test
  void whatWarmedUpIsAsGoodAsNew() throws Exception {
    byte[] bytes = "abc".getBytes(StandardCharsets.UTF_8);
    MessageDigest digest = Sha256.newMessageDigest(MANY);
    assertThat(Sha256.digest(digest.digest(bytes)).getHash())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
