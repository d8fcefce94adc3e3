package io.github.captainos.release.content;

import org.jspecify.annotations.Nullable;

/**
 * A file of an image.
 *
 * @param path its path in the image
 * @param sha256 its digest in hexadecimal digits, as the image's checksum files have it; null if
 *     they do not list it
 */
public record ListedFile(String path, @Nullable String sha256) {}
