/**
 * What is published, as immutable values that know their bytes and digests.
 *
 * <p>An OCI image is a small tree. Its leaves are <em>blobs</em>: here one uncompressed tar archive
 * for each file (a <em>layer</em>) and one JSON document for each platform (the <em>config</em>). A
 * <em>manifest</em> names one config and the layers under it. An <em>index</em> names one manifest
 * for each platform, and is what a tag points to. Every name in the tree is a <em>digest</em>, the
 * SHA-256 of the bytes that it names; media type, digest and size together are a
 * <em>descriptor</em>. A <em>diff ID</em> is the digest of a layer's uncompressed bytes, which for
 * the layers here is the layer's digest itself.
 *
 * <p>All of it is a pure function of the files and the metadata: there is no clock here, no
 * environment, no network. That is why every digest can be known before the first byte is sent.
 */
@NullMarked
package io.github.captainos.image;

import org.jspecify.annotations.NullMarked;
