/**
 * Signatures of images: bytes in, bytes out. Nothing here uses a registry, a clock or the
 * environment.
 *
 * <p>There are two formats, for different readers. A <em>payload signature</em> is a layer of a
 * manifest under the tag {@code sha256-….sig}: a payload in the format "simple signing", and the
 * signature in an annotation. A <em>bundle</em> is the layer of a referrer of the image: a
 * statement of in-toto in an envelope of DSSE. Both formats of a signature say the same, an {@link
 * io.github.captainos.trust.ImageClaim}: which manifest has which reference.
 *
 * <p>An <em>attestation</em> is a statement with another predicate, in both formats as well: the
 * envelope is a layer of a manifest under the tag {@code sha256-….att}, or in a bundle.
 *
 * <p>{@link io.github.captainos.trust.Verification} decides about signatures that anyone may have
 * written, {@link io.github.captainos.trust.AttestationCandidate} about attestations.
 */
@NullMarked
package io.github.captainos.trust;

import org.jspecify.annotations.NullMarked;
