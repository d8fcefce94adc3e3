package io.github.captainos.trust.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * The curve P-256, which is also called secp256r1 and prime256v1.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-186">NIST SP 800-186</a>
 */
final class P256 {
  private static final ECParameterSpec CURVE = curve();
  private static final BigInteger PRIME = ((ECFieldFp) CURVE.getCurve().getField()).getP();

  /** Algorithms of keys that are named in messages. */
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "DSA", "XDH");

  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** The maximum size of a signature in bytes: two integers of 33 bytes. */
  private static final int MAX_SIGNATURE = 2 + 2 * (2 + 33);

  private static final int INVALID = -1;

  private P256() {}

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has P-256", e);
    }
  }

  /** A function that parses a key, private or public. */
  interface Parser {
    Key parse(KeyFactory factory) throws GeneralSecurityException;
  }

  /** Parses a key of any algorithm; returns null if it is none. */
  static @Nullable Key parse(Parser parser) {
    for (String algorithm : ALGORITHMS) {
      try {
        return parser.parse(KeyFactory.getInstance(algorithm));
      } catch (GeneralSecurityException e) {
        // it may be one for another algorithm
      }
    }
    return null;
  }

  /** Says what a key is that is not on this curve: a sentence without its end. */
  static String describe(@Nullable Key key) {
    if (key == null) {
      return "it is damaged, or a key of another kind";
    }
    return key instanceof ECKey
        ? "it is a key on another elliptic curve"
        : "it is a key for " + key.getAlgorithm();
  }

  /** Returns whether a key is on this curve. */
  static boolean has(ECKey key) {
    ECParameterSpec other = key.getParams();
    return other.getCurve().equals(CURVE.getCurve())
        && other.getGenerator().equals(CURVE.getGenerator())
        && other.getOrder().equals(CURVE.getOrder())
        && other.getCofactor() == CURVE.getCofactor();
  }

  /** Returns whether a private key is between 0 and the order. */
  static boolean isValid(ECPrivateKey key) {
    return key.getS().signum() > 0 && key.getS().compareTo(CURVE.getOrder()) < 0;
  }

  /** Returns whether the point of a public key is on the curve. */
  static boolean isValid(ECPublicKey key) {
    ECPoint point = key.getW();
    return !point.equals(ECPoint.POINT_INFINITY)
        && isCoordinate(point.getAffineX())
        && isCoordinate(point.getAffineY())
        && point.getAffineY().pow(2).mod(PRIME).equals(ySquared(point.getAffineX()));
  }

  private static boolean isCoordinate(BigInteger value) {
    return value.signum() >= 0 && value.compareTo(PRIME) < 0;
  }

  private static BigInteger ySquared(BigInteger x) {
    BigInteger a = CURVE.getCurve().getA();
    return x.pow(3).add(a.multiply(x)).add(CURVE.getCurve().getB()).mod(PRIME);
  }

  /**
   * Returns a public key with the x coordinate of the one that belongs to a private key; its y
   * coordinate is that key's, or else the negative. The JDK computes no public keys, but a key
   * agreement with the generator of the curve as the public key of the other party has this result,
   * and takes the same time for all keys.
   *
   * @throws GeneralSecurityException if the JDK refuses the key
   */
  static ECPublicKey publicKey(ECPrivateKey key) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(publicKey(CURVE.getGenerator()), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    // a square root, since the prime is 3 modulo 4
    BigInteger y = ySquared(x).modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
    return publicKey(new ECPoint(x, y));
  }

  /** Returns the public key with the negative y coordinate. */
  static ECPublicKey negative(ECPublicKey key) throws GeneralSecurityException {
    ECPoint point = key.getW();
    return publicKey(new ECPoint(point.getAffineX(), PRIME.subtract(point.getAffineY())));
  }

  private static ECPublicKey publicKey(ECPoint point) throws GeneralSecurityException {
    return (ECPublicKey)
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE));
  }

  /**
   * Returns whether this has the form of a signature: two integers in DER between 0 and the order
   * of the curve. The JDK also accepts other encodings of it, and the JDK 17.0.2 and older accepts
   * zeros as a signature of everything (CVE-2022-21449).
   */
  static boolean isSignature(byte[] der) {
    return der.length > 2
        && der.length <= MAX_SIGNATURE
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
    return isShortest && value.signum() > 0 && value.compareTo(CURVE.getOrder()) < 0
        ? end
        : INVALID;
  }
}
