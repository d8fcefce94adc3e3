package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.release.signing.store.AttestationStore;
import io.github.captainos.release.signing.store.AttestationStore.Listed;
import io.github.captainos.trust.AttestationCandidate;
import io.github.captainos.trust.Statement;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that blobs of a repository are known to be, signed by one key: those that were
 * written or read in this build, which are not read again.
 */
final class KnownStatements {
  /** More than what an envelope or a bundle has around a payload in base64. */
  private static final int MOST_AROUND = 1 << 20;

  private final Map<DescriptorDigest, Statement> known = new ConcurrentHashMap<>();

  void add(DescriptorDigest blob, Statement statement) {
    known.put(blob, statement);
  }

  /**
   * Returns the statements that none of what is listed is.
   *
   * @param reading reads what is listed
   * @throws IOException if it cannot be read
   */
  List<Statement> missing(
      List<Statement> statements,
      List<Listed> listed,
      AttestationStore reading,
      VerificationKey key)
      throws IOException {
    List<Statement> missing = new ArrayList<>();
    for (Statement statement : statements) {
      if (!isKnown(statement, listed) && !isFound(statement, listed, reading, key)) {
        missing.add(statement);
      }
    }
    return missing;
  }

  private boolean isKnown(Statement statement, List<Listed> listed) {
    return listed.stream().anyMatch(one -> known.get(one.content().digest()) == statement);
  }

  private boolean isFound(
      Statement statement, List<Listed> listed, AttestationStore reading, VerificationKey key)
      throws IOException {
    for (Listed one : listed) {
      if (canBe(one, statement) && reading.read(one, read -> read.is(statement, key))) {
        known.put(one.content().digest(), statement);
        return true;
      }
    }
    return false;
  }

  /** Goes by the annotation and the size, and not by the content, which may be large. */
  private boolean canBe(Listed listed, Statement statement) {
    long size = listed.content().size();
    long around = size - statement.bytes().length / 3L * 4;
    return !known.containsKey(listed.content().digest())
        && (listed.annotatedType().isEmpty()
            || listed.annotatedType().equals(statement.predicateType()))
        && size <= AttestationCandidate.LARGEST
        && around > 0
        && around <= MOST_AROUND;
  }
}
