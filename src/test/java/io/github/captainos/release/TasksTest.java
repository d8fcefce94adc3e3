package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TasksTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  /** Waits until it is given up. */
  private Object waitForever() throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    return this;
  }

  private Object overflowTheStack() {
    return overflowTheStack().hashCode();
  }

  private static Object fillTheMemory() {
    List<Object> all = new ArrayList<>();
    while (true) {
      all.add(new byte[1 << 24]);
    }
  }

  @Test
  void anErrorEndsTheOthersAndReachesWhoWaits() throws Exception {
    try (Tasks threads = new Tasks(2)) {
      Tasks.Group<Object> group = threads.group();
      group.begin(this::waitForever);
      begun.await();
      group.begin(this::overflowTheStack);

      assertThatThrownBy(group::await).isInstanceOf(StackOverflowError.class);
      interrupted.await();
    }
  }

  @Test
  void memoryThatIsFullEndsTheOthersAndIsSaid() throws Exception {
    try (Tasks threads = new Tasks(2)) {
      Tasks.Group<Object> group = threads.group();
      group.begin(this::waitForever);
      begun.await();
      group.begin(TasksTest::fillTheMemory);

      assertThatThrownBy(group::await)
          .isInstanceOf(ReleaseException.class)
          .hasMessageContaining("Java ran out of memory")
          .hasMessageContaining("MAVEN_OPTS");
      interrupted.await();

      Future<Object> alone = threads.begin(TasksTest::fillTheMemory);
      assertThatThrownBy(() -> Tasks.await(alone)).hasMessageContaining("MAVEN_OPTS");
    }
  }
}
