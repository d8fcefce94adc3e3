package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.image.tar.LinkTarget;
import io.github.captainos.image.tar.SourceEntry.Kind;
import io.github.captainos.image.tar.TarReader;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.release.pull.output.StagingDirectory;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.function.Function;

/** Unpacks one layer while it is received, into the staging directory. */
final class Unpacker {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final DescriptorDigest digest;
  private final StagingDirectory staging;
  private final EntryCount count;
  private final Set<String> seen = new HashSet<>();
  private final UnpackedLayer layer =
      new UnpackedLayer(
          false,
          new ArrayList<>(),
          new ArrayList<>(),
          new LinkedHashMap<>(),
          new ArrayList<>(),
          new ArrayList<>());

  private Unpacker(DescriptorDigest digest, StagingDirectory staging, EntryCount count) {
    this.digest = digest;
    this.staging = staging;
    this.count = count;
  }

  /**
   * Reads a layer to its end.
   *
   * @param layer the layer's descriptor
   * @param bytes the bytes that were received
   * @param limit counts the bytes that the image unpacks to
   * @param staging the directory for its files
   * @param count the entries of the image so far
   * @throws IOException if it does not match its descriptor, or has an entry that is rejected; the
   *     message names it
   */
  static UnpackedLayer unpack(
      Descriptor layer,
      InputStream bytes,
      UnpackedLimit limit,
      StagingDirectory staging,
      EntryCount count)
      throws IOException {
    Unpacker unpacker = new Unpacker(layer.digest(), staging, count);
    VerifiedInputStream verified = new VerifiedInputStream(bytes, layer);
    try (TarReader archive = new TarReader(verified, limit)) {
      TarReader.Entry entry;
      while ((entry = archive.next()) != null) {
        unpacker.add(entry, archive);
      }
    }
    verified.drain();
    return unpacker.layer;
  }

  private void add(TarReader.Entry entry, InputStream content) throws IOException {
    String path = entry.path();
    claim(path);
    LinkTarget target = entry.target();
    if (target != null) {
      refuseWhiteout(path, "a link");
      count.addCharacters(target.text());
      checkPath(target.text(), Path::of);
      layer.links().add(UnpackedLink.of(target));
    } else if (entry.kind() == Kind.DIRECTORY) {
      refuseWhiteout(path, "a directory");
      layer.directories().put(path, entry.mode());
    } else {
      file(path, entry.mode(), content);
    }
  }

  /** Only a file can be a whiteout. */
  private static void refuseWhiteout(String path, String what) throws IOException {
    if (path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
      throw new IOException("the entry '" + Printable.of(path) + "' is a whiteout, and " + what);
    }
  }

  private void file(String path, int mode, InputStream content) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String parent = path.substring(0, path.length() - name.length()).replaceFirst("/$", "");
    if (name.equals(OPAQUE)) {
      layer.emptied().add(parent);
    } else if (name.startsWith(WHITEOUT)) {
      layer.whiteouts().add(whiteout(path, parent, name.substring(WHITEOUT.length())));
    } else {
      Path staged = staging.newFile();
      try (OutputStream out = Files.newOutputStream(staged, StandardOpenOption.CREATE_NEW)) {
        DescriptorDigest sha256 = Sha256.copy(content, out);
        layer.files().add(new UnpackedFile(path, staged, mode, Files.size(staged), sha256, digest));
      }
    }
  }

  private static String whiteout(String path, String parent, String name) throws IOException {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IOException(
          "the entry '" + Printable.of(path) + "' does not name a file that can be removed");
    }
    return parent.isEmpty() ? name : parent + "/" + name;
  }

  /** Checks a path. A directory cannot have the name of a whiteout. */
  private static void checkName(String path) throws IOException {
    String[] parts = path.split("/");
    for (int i = 0; i < parts.length - 1; i++) {
      if (parts[i].startsWith(WHITEOUT)) {
        throw new IOException(
            "the entry '" + Printable.of(path) + "' is in a directory that is a whiteout");
      }
    }
    checkPath(path, Path::of);
  }

  /**
   * Checks that the name is valid on this system.
   *
   * @param paths creates paths from names
   * @throws IOException if not; the message says what to do
   */
  static void checkPath(String path, Function<String, Path> paths) throws IOException {
    try {
      if (paths.apply(path).getRoot() != null) {
        throw new IOException("the entry '" + Printable.of(path) + "' is an absolute path");
      }
    } catch (InvalidPathException e) {
      throw new IOException(
          "the entry '"
              + Printable.of(path)
              + "' has a name that is not valid on this system: "
              + e.getReason()
              // if the character is invalid on this system, Java sets its index
              + (e.getIndex() < 0
                  ? ". Where it is not ASCII, set a UTF-8 locale, such as LC_ALL=C.UTF-8"
                  : ". Pull the image on another operating system, such as Linux"),
          e);
    }
  }

  /** Rejects a second entry with the same path, which would silently replace the first. */
  private void claim(String path) throws IOException {
    count.add(path);
    checkName(path);
    if (!seen.add(path)) {
      throw new IOException("the entry '" + Printable.of(path) + "' occurs twice");
    }
  }
}
