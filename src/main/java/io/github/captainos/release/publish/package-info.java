/**
 * The goal {@code publish}: publishes the images of a release.
 *
 * <p>All digests are computed before a manifest is sent or a tag is moved: mistakes are found
 * before anything has changed, and content that the registry has already is not sent.
 */
@NullMarked
package io.github.captainos.release.publish;

import org.jspecify.annotations.NullMarked;
