/**
 * Images as immutable values that know their bytes and digests.
 *
 * <p>An OCI image is a small tree. Its leaves are <em>blobs</em>: here one uncompressed tar archive
 * for each file or directory (a <em>layer</em>) and one JSON document for each platform (the
 * <em>config</em>). A <em>manifest</em> refers to one config and its layers. An <em>index</em>
 * refers to one manifest for each platform; tags refer to the index. Every reference in the tree is
 * a <em>digest</em>, the SHA-256 of the bytes that it refers to; media type, digest and size
 * together are a <em>descriptor</em>. A <em>diff ID</em> is the digest of a layer's uncompressed
 * bytes, which for the layers here is the layer's digest itself.
 *
 * <p>All of it is a pure function of the files and the metadata: this package does not use a clock,
 * the environment or the network. So every digest is known before the first byte is sent.
 */
@NullMarked
package io.github.captainos.image;

import org.jspecify.annotations.NullMarked;
