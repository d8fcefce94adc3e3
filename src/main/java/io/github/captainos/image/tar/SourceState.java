package io.github.captainos.image.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.image.Sha256;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The state of a file or directory: it changes with the content of a file, a name or a link.
 *
 * @param files the states of the files, in the order of the layer
 * @param text the state as a text without spaces
 */
public record SourceState(List<FileState> files, String text) {

  /**
   * Reads it.
   *
   * @throws IOException if a file does not exist, or its attributes cannot be read
   */
  public static SourceState of(LayerSource source) throws IOException {
    List<FileState> files = new ArrayList<>();
    for (SourceEntry file : source.files()) {
      files.add(FileState.of(file.file()));
    }
    return new SourceState(
        files, source.isDirectory() ? directory(source, files) : files.get(0).toString());
  }

  /** Returns a digest, since the text would be longer than all digests of a directory. */
  private static String directory(LayerSource source, List<FileState> files) {
    Iterator<FileState> states = files.iterator();
    StringBuilder text = new StringBuilder();
    for (SourceEntry entry : source.entries()) {
      text.append(entry.kind()).append('\0').append(entry.path()).append('\0');
      text.append(entry.isFile() ? states.next() : entry.target()).append('\0');
    }
    return Sha256.of(text.toString().getBytes(UTF_8)).getHash();
  }

  /** Returns whether a change after this moment would be detected. */
  public boolean isSettledAt(Instant moment) {
    return files.stream().allMatch(file -> file.isSettledAt(moment));
  }
}
