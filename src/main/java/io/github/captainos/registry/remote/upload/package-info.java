/**
 * Uploads of blobs: in one request where that works; else they go on where the connection was lost,
 * or in chunks.
 *
 * <p>{@link io.github.captainos.registry.remote.upload.BlobUpload} is an upload over all attempts.
 * Each time it begins, {@code UploadStart} has the registry start a session, {@code UploadSession},
 * which has the requests. {@code SessionTransfer} sends the blob to one session, in the sizes of
 * {@code UploadPlan}. After a failure, {@code UploadStatus} asks how far the registry is; after an
 * answer that is not the expected one, {@code Refusals} decides what to try. {@code BlobParts}
 * reads the blob for chunks.
 */
@NullMarked
package io.github.captainos.registry.remote.upload;

import org.jspecify.annotations.NullMarked;
