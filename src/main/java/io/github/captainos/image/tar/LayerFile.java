package io.github.captainos.image.tar;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/**
 * The content of a file in a layer.
 *
 * @param path its path in the image
 * @param size in bytes
 * @param digest the digest of its own bytes, without the archive
 */
public record LayerFile(String path, long size, DescriptorDigest digest) {}
