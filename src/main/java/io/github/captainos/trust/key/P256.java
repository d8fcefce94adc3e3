package io.github.captainos.trust.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * The curve P-256, which is also called secp256r1 and prime256v1.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-186">NIST SP 800-186</a>
 */
final class P256 {
  private static final ECParameterSpec CURVE = curve();
  private static final BigInteger PRIME = ((ECFieldFp) CURVE.getCurve().getField()).getP();

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

  /** Returns the order of the curve's generator. */
  static BigInteger order() {
    return CURVE.getOrder();
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
    return key.getS().signum() > 0 && key.getS().compareTo(order()) < 0;
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
}
