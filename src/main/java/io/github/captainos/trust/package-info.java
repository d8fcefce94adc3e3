/**
 * Signatures of images: bytes in, bytes out. Nothing here uses a registry, a clock or the
 * environment.
 *
 * <p>A key signs a {@link io.github.captainos.trust.Statement} about an image. The one that is a
 * <em>signature</em> of the image says which manifest has which reference ({@link
 * io.github.captainos.trust.ImageClaim}); others are <em>attestations</em> and have a {@link
 * io.github.captainos.trust.Predicate}. {@link io.github.captainos.trust.Signed} writes and reads
 * statements in three forms, for different readers: a payload in the format "simple signing", a
 * layer under the tag {@code sha256-….sig}; an envelope of DSSE, a layer under the tag {@code
 * sha256-….att}; and a bundle of Sigstore, the layer of a referrer of the image.
 *
 * <p>{@link io.github.captainos.trust.Attachment} decides about what anyone may have written.
 * {@link io.github.captainos.trust.FileSignature} signs a file, for no image.
 */
@NullMarked
package io.github.captainos.trust;

import org.jspecify.annotations.NullMarked;
