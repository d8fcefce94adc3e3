package io.github.captainos.trust.key;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The form of ECDSA signatures on P-256: {@code SEQUENCE { INTEGER r, INTEGER s }} in DER. The JDK
 * also accepts other encodings of it, and the JDK 17.0.2 and older accepts zeros as a signature of
 * everything (CVE-2022-21449).
 */
final class EcdsaSignature {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** Two integers of 33 bytes. */
  private static final int LONGEST = 2 + 2 * (2 + 33);

  private static final int INVALID = -1;

  private EcdsaSignature() {}

  /** Returns whether these are two integers in DER between 0 and the order of the curve. */
  static boolean isValid(byte[] der) {
    return der.length > 2
        && der.length <= LONGEST
        && der[0] == SEQUENCE
        && der[1] == der.length - 2
        && skipInteger(der, skipInteger(der, 2)) == der.length;
  }

  /** Returns the position behind an integer, or {@link #INVALID}. */
  private static int skipInteger(byte[] der, int start) {
    if (start == INVALID || start + 2 >= der.length || der[start] != INTEGER) {
      return INVALID;
    }
    int first = start + 2;
    int end = first + der[start + 1];
    if (der[start + 1] <= 0 || end > der.length) {
      return INVALID;
    }
    boolean isShortest = der[first] != 0 || end == first + 1 || der[first + 1] < 0;
    BigInteger value = new BigInteger(Arrays.copyOfRange(der, first, end));
    return isShortest && value.signum() > 0 && value.compareTo(P256.order()) < 0 ? end : INVALID;
  }
}
