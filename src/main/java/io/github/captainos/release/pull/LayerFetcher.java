package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.VerifiedInputStream;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.image.tar.LinkTarget;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.image.tar.SourceEntry.Kind;
import io.github.captainos.image.tar.TarReader;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.pull.UnpackedLayer.DirectoryEntry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.release.pull.UnpackedLayer.LinkEntry;
import io.github.captainos.report.Recap;
import io.github.captainos.report.Transfer;
import io.github.captainos.support.Log;
import io.github.captainos.support.NamedOutput;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Fetches the layers of an image concurrently, and unpacks each into the staging directory while it
 * is received. A layer that Captain published is not fetched if its content exists already.
 */
final class LayerFetcher {
  private static final Log LOG = Log.of(LayerFetcher.class);
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** The permission bits of what Captain publishes. */
  private static final int FILE_MODE = 0644;

  private static final int DIRECTORY_MODE = 0755;

  private final Release release;
  private final String reference;
  private final Path output;
  private final StagingDirectory staging;
  private final UnpackedLimit limit;
  private final EntryCount count = new EntryCount();

  /**
   * @param release the session, which is open
   * @param reference the image, for messages
   * @param output the directory for its files
   * @param staging the directory for files that are not verified yet
   * @param limit counts the bytes that all layers unpack to
   */
  LayerFetcher(
      Release release,
      String reference,
      Path output,
      StagingDirectory staging,
      UnpackedLimit limit) {
    this.release = release;
    this.reference = reference;
    this.output = output;
    this.staging = staging;
    this.limit = limit;
  }

  /**
   * Fetches layers.
   *
   * @return what is in each of them
   * @throws ReleaseException if one is invalid; the others are cancelled then
   */
  Map<DescriptorDigest, UnpackedLayer> fetch(List<Descriptor> layers) throws ReleaseException {
    Map<DescriptorDigest, Callable<UnpackedLayer>> tasks = new LinkedHashMap<>();
    for (Descriptor layer : layers) {
      // an image may have a layer twice
      if (tasks.put(layer.digest(), () -> get(layer)) == null) {
        release.progress().expect(layer.size());
      }
    }
    // its own threads: when it returns, none writes into the staging directory any more
    try (Tasks threads = new Tasks(release.parallelism())) {
      Iterator<UnpackedLayer> unpacked = threads.all(List.copyOf(tasks.values())).iterator();
      Map<DescriptorDigest, UnpackedLayer> fetched = new LinkedHashMap<>();
      tasks.keySet().forEach(digest -> fetched.put(digest, unpacked.next()));
      return fetched;
    }
  }

  private UnpackedLayer get(Descriptor layer) throws ReleaseException {
    Optional<UnpackedLayer> present = present(layer);
    if (present.isPresent()) {
      release.progress().expect(-layer.size());
      return present.get();
    }
    String name = Printable.of(layer.layerName());
    LOG.info("Fetching {} ({})", name, Recap.size(layer.size()));
    try (Transfer transfer = release.progress().begin(layer.size())) {
      return Steps.step(
          reference,
          "fetching " + name + " into " + output,
          Steps.NO_FILE_WRITTEN,
          () -> release.registry().read(layer, bytes -> unpack(layer, transfer.counting(bytes))));
    }
  }

  /**
   * Returns a layer whose file or directory exists. This is only known of layers that Captain
   * wrote.
   */
  private Optional<UnpackedLayer> present(Descriptor layer) {
    Optional<String> name = FileSelection.content(layer);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<LayerSource> there = source(name.get());
      return there.isPresent()
          ? Layer.matching(there.get(), layer).map(LayerFetcher::content)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} is fetched, since what exists cannot be read", Printable.of(name.get()), e);
      return Optional.empty();
    }
  }

  /** Returns what exists under a name in the output directory, unless it cannot be a layer. */
  private Optional<LayerSource> source(String name) {
    Path path = output.resolve(name);
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(LayerSource.file(path, name));
    }
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    List<String> problems = new ArrayList<>();
    LayerSource directory = LayerSource.directory(path, name, Selection.ALL, problems::add);
    return problems.isEmpty() ? Optional.of(directory) : Optional.empty();
  }

  /**
   * Describes a layer whose content is in the output directory already.
   *
   * @throws IllegalArgumentException if a link leads outside of the image
   */
  private static UnpackedLayer content(Layer layer) {
    UnpackedLayer content = UnpackedLayer.empty(true);
    Iterator<Layer.Content> files = layer.files().iterator();
    for (SourceEntry entry : layer.source().entries()) {
      String path = entry.path();
      switch (entry.kind()) {
        case FILE -> {
          Layer.Content file = files.next();
          content
              .entries()
              .add(
                  new FileEntry(path, null, FILE_MODE, file.size(), file.digest(), layer.diffId()));
        }
        case LINK -> content.entries().add(LinkEntry.of(LinkTarget.of(path, entry.target())));
        case DIRECTORY -> content.entries().add(new DirectoryEntry(path, DIRECTORY_MODE));
      }
    }
    return content;
  }

  /**
   * Reads a layer to its end.
   *
   * @param bytes the bytes that are received
   * @throws IOException if it does not match its descriptor, or has an entry that is rejected; the
   *     message names it
   */
  private UnpackedLayer unpack(Descriptor layer, InputStream bytes) throws IOException {
    UnpackedLayer content = UnpackedLayer.empty(false);
    Set<String> seen = new HashSet<>();
    VerifiedInputStream verified = new VerifiedInputStream(bytes, layer);
    try (TarReader archive = new TarReader(verified, limit)) {
      TarReader.Entry entry;
      while ((entry = archive.next()) != null) {
        count.add(entry.path());
        checkPath(entry.path(), Path::of);
        // the second would silently replace the first
        if (!seen.add(entry.path())) {
          throw new IOException(ImageFiles.entryNamed(entry.path()) + " occurs twice");
        }
        add(entry, archive, layer.digest(), content);
      }
    }
    verified.drain();
    return content;
  }

  /**
   * @param layer the digest of the layer
   */
  private void add(
      TarReader.Entry entry, TarReader bytes, DescriptorDigest layer, UnpackedLayer content)
      throws IOException {
    String path = entry.path();
    LinkTarget target = entry.target();
    if (("/" + ImageFiles.parent(path)).contains("/" + WHITEOUT)) {
      throw new IOException(ImageFiles.entryNamed(path) + " is in a directory that is a whiteout");
    }
    if (path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
      addWhiteout(entry, content);
    } else if (target != null) {
      count.addCharacters(target.text());
      checkPath(target.text(), Path::of);
      content.entries().add(LinkEntry.of(target));
    } else if (entry.kind() == Kind.FILE) {
      Path staged = staging.newFile();
      try (OutputStream file = Files.newOutputStream(staged, StandardOpenOption.CREATE_NEW);
          OutputStream out = new NamedOutput(file, staged.getParent().getParent(), bytes.left())) {
        DescriptorDigest sha256 = Sha256.copy(bytes, out);
        long size = Files.size(staged);
        content.entries().add(new FileEntry(path, staged, entry.mode(), size, sha256, layer));
      }
    } else if (!path.isEmpty()) { // the output directory itself keeps its permission bits
      content.entries().add(new DirectoryEntry(path, entry.mode()));
    }
  }

  private static void addWhiteout(TarReader.Entry entry, UnpackedLayer content) throws IOException {
    String path = entry.path();
    String parent = ImageFiles.parent(path);
    if (entry.kind() != Kind.FILE) {
      throw new IOException(
          ImageFiles.entryNamed(path)
              + (entry.kind() == Kind.LINK
                  ? " is a whiteout, and a link"
                  : " is a whiteout, and a directory"));
    }
    if (path.substring(path.lastIndexOf('/') + 1).equals(OPAQUE)) {
      content.emptied().add(parent);
      return;
    }
    String removed = path.substring(path.lastIndexOf('/') + 1 + WHITEOUT.length());
    if (Set.of("", ".", "..").contains(removed)) {
      throw new IOException(
          ImageFiles.entryNamed(path) + " does not name a file that can be removed");
    }
    content.whiteouts().add(parent.isEmpty() ? removed : parent + "/" + removed);
  }

  /**
   * Checks that the path of an entry, or the target of a link, is valid on this system.
   *
   * @param paths creates paths from names
   * @throws IOException if not; the message says what to do
   */
  static void checkPath(String path, Function<String, Path> paths) throws IOException {
    try {
      if (paths.apply(path).getRoot() != null) {
        throw new IOException(ImageFiles.entryNamed(path) + " is an absolute path");
      }
    } catch (InvalidPathException e) {
      throw new IOException(
          ImageFiles.entryNamed(path)
              + " has a name that is not valid on this system: "
              + e.getReason()
              // if the character is invalid on this system, Java sets its index
              + (e.getIndex() < 0
                  ? ". Where it is not ASCII, set a UTF-8 locale, such as LC_ALL=C.UTF-8"
                  : ". Pull the image on another operating system, such as Linux"),
          e);
    }
  }
}
