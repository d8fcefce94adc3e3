/**
 * The goal {@code copy}: copies all images of a release to another repository, byte for byte.
 *
 * <p>{@link io.github.captainos.release.copy.Copier} is the job. {@link
 * io.github.captainos.release.copy.ImageTree} is all that an image consists of, {@link
 * io.github.captainos.release.copy.Attachments} finds what refers to it, and {@link
 * io.github.captainos.release.copy.BlobCopier} streams blobs from the source to the destination.
 * Everything that the source answers is unverified input.
 */
@NullMarked
package io.github.captainos.release.copy;

import org.jspecify.annotations.NullMarked;
