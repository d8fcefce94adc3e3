/** Downloads of blobs that go on where the connection was lost. */
@NullMarked
package io.github.captainos.registry.remote.download;

import org.jspecify.annotations.NullMarked;
