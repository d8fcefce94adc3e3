/**
 * Uploads of blobs: in one request where that works; else they go on where the connection was lost,
 * or in chunks.
 */
@NullMarked
package io.github.captainos.registry.remote.upload;

import org.jspecify.annotations.NullMarked;
