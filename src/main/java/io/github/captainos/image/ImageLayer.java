package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;

/**
 * A layer as the manifests and configs of an image describe it, without its bytes.
 *
 * @param descriptor its descriptor in manifests, with annotations
 * @param diffId the digest of its uncompressed bytes
 * @param createdBy the command that created it, for the history in configs
 */
public record ImageLayer(Descriptor descriptor, DescriptorDigest diffId, String createdBy) {}
