package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.image.tar.LinkTarget;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.EntryCount;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.pull.files.UnpackedLayer;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedFile;
import io.github.captainos.release.pull.files.UnpackedLayer.UnpackedLink;
import io.github.captainos.release.pull.output.StagingDirectory;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Recap;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.report.progress.Transfer;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Fetches the layers of an image concurrently, and unpacks each while it is received. A layer that
 * Captain published is not fetched if its file exists already.
 *
 * @param reference the image, for messages
 * @param registry the image's repository
 * @param output the directory for its files
 * @param limit counts the bytes that all layers unpack to
 * @param parallelism the number of layers that are fetched at a time
 * @param count the entries of all layers
 * @param progress shows the progress
 */
record LayerFetch(
    String reference,
    Registry registry,
    Path output,
    UnpackedLimit limit,
    int parallelism,
    EntryCount count,
    Progress progress) {
  private static final Log LOG = Log.of(LayerFetch.class);
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private record Fetched(DescriptorDigest digest, UnpackedLayer layer) {}

  /**
   * @param layers the layers
   * @param staging the directory for unverified files
   * @return what is in each of them
   * @throws ReleaseException if one is invalid; the others are cancelled then
   */
  Map<DescriptorDigest, UnpackedLayer> fetch(List<Descriptor> layers, StagingDirectory staging)
      throws ReleaseException {
    // an image may have a layer twice
    Set<DescriptorDigest> digests = new LinkedHashSet<>();
    List<Descriptor> distinct =
        layers.stream().filter(layer -> digests.add(layer.digest())).toList();
    distinct.forEach(layer -> progress.expect(layer.size()));
    try (Tasks threads = new Tasks(parallelism)) {
      Map<DescriptorDigest, UnpackedLayer> fetched = new HashMap<>();
      for (Fetched one : threads.all(tasks(distinct, staging))) {
        fetched.put(one.digest(), one.layer());
      }
      return fetched;
    }
  }

  private List<Callable<Fetched>> tasks(List<Descriptor> layers, StagingDirectory staging) {
    return layers.stream()
        .<Callable<Fetched>>map(layer -> () -> new Fetched(layer.digest(), get(layer, staging)))
        .toList();
  }

  private UnpackedLayer get(Descriptor layer, StagingDirectory staging) throws ReleaseException {
    Optional<UnpackedLayer> present = present(layer);
    if (present.isPresent()) {
      progress.expect(-layer.size());
      return present.get();
    }
    String name =
        Printable.of(
            layer.annotations().getOrDefault(Annotations.TITLE, layer.digest().toString()));
    LOG.info("Fetching {} ({})", name, Recap.size(layer.size()));
    try (Transfer transfer = progress.begin(layer.size())) {
      return Steps.step(
          reference,
          "fetching " + name + " into " + output,
          Steps.NO_FILE_WRITTEN,
          () ->
              registry.read(
                  layer,
                  bytes ->
                      Unpacker.unpack(layer, transfer.counting(bytes), limit, staging, count)));
    }
  }

  /**
   * Returns a layer whose file or directory exists. This is only known of layers that Captain
   * wrote.
   */
  private Optional<UnpackedLayer> present(Descriptor layer) {
    String title = layer.annotations().getOrDefault(Annotations.TITLE, "");
    if (!title.endsWith(".tar")) {
      return Optional.empty();
    }
    String name = title.substring(0, title.length() - ".tar".length());
    try {
      Optional<LayerSource> there =
          EntryNames.problemOfPublished(name).isPresent() ? Optional.empty() : source(name);
      return there.isPresent()
          ? Layer.matching(there.get(), layer).map(own -> content(own, layer.digest()))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} is fetched, since what exists cannot be read", Printable.of(name), e);
      return Optional.empty();
    }
  }

  /**
   * Describes a layer whose content is in the output directory already.
   *
   * @param layer the layer that the content makes
   * @param digest the digest of the layer in the image
   * @throws IllegalArgumentException if a link leads outside of the image
   */
  private static UnpackedLayer content(Layer layer, DescriptorDigest digest) {
    List<UnpackedFile> files = new ArrayList<>();
    List<UnpackedLink> links = new ArrayList<>();
    Map<String, Integer> directories = new LinkedHashMap<>();
    for (Layer.Content file : layer.files()) {
      files.add(new UnpackedFile(file.path(), null, FILE_MODE, file.size(), file.digest(), digest));
    }
    for (SourceEntry entry : layer.source().entries()) {
      String path = entry.path();
      switch (entry.kind()) {
        case FILE -> {} // above
        case LINK -> links.add(UnpackedLink.of(LinkTarget.of(path, entry.target())));
        case DIRECTORY -> directories.put(path, DIRECTORY_MODE);
      }
    }
    return new UnpackedLayer(true, files, links, directories, List.of(), List.of());
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
}
