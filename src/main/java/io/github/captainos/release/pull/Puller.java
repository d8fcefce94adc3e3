package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.TarReader.UnpackedLimit;
import io.github.captainos.registry.Access;
import io.github.captainos.release.ChecksumBundle;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Job;
import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.SelectedImage;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Steps;
import io.github.captainos.release.pull.UnpackedLayer.Entry;
import io.github.captainos.release.pull.UnpackedLayer.FileEntry;
import io.github.captainos.report.Part;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.report.PullReport.PulledLink;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the files of an image, of Captain or another publisher. All of them are fetched and
 * verified before any is moved to its final path.
 */
public final class Puller implements Job {
  private static final Log LOG = Log.of(Puller.class);
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final String SYMBOLIC = "symbolic";
  private static final String COPY = "copy";
  private static final long MEBIBYTE = 1 << 20;

  private final Release release;
  private final SelectedImage image;
  private final @Nullable Setting platform;
  private final PlatformManifest.Choice choice;
  private final @Nullable Setting digest;
  private final FileSelection selection;
  private final Path output;
  private final UnpackedLimit limit;
  private final boolean copiesLinks;

  /**
   * Checks all that can be checked without a registry.
   *
   * @param target which image: the name of a target, {@code both} or {@code combined}
   * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for this
   *     machine's
   * @param digest the digest that the image must have, or null
   * @param files patterns of the files to pull, separated by commas; null for all
   * @param output the directory for the files
   * @param maxUnpackedSize how many bytes all layers may unpack to together, with the copies that
   *     are written in the place of links
   * @param links how symbolic links are written: {@code symbolic} or {@code copy}
   * @throws ReleaseException if a parameter is invalid
   */
  public Puller(
      Release release,
      Setting target,
      @Nullable Setting platform,
      @Nullable Setting digest,
      @Nullable Setting files,
      Path output,
      long maxUnpackedSize,
      Setting links)
      throws ReleaseException {
    this.release = release;
    this.image = SelectedImage.of(release, target);
    this.platform = platform;
    this.choice = PlatformManifest.choice(image.reference(), platform);
    this.digest = digest;
    this.selection = new FileSelection(files);
    this.output = output;
    this.limit =
        new UnpackedLimit(
            maxUnpackedSize,
            "the image unpacks to more than "
                + maxUnpackedSize / MEBIBYTE
                + " MiB. Set captain.maxUnpackedSize higher if you trust the image");
    this.copiesLinks = isCopy(links);
    if (release.trust().signingKey() != null && release.trust().publicKeys().isEmpty()) {
      throw new ReleaseException(
          "captain.signKey is set, and captain.publicKey is not: pull signs only checksums of"
              + " images that a public key has verified. Set captain.publicKey to the public key of"
              + " those who publish the images, or captain.signKey only for other goals.");
    }
    if (digest != null && !DIGEST.matcher(digest.value()).matches()) {
      throw new ReleaseException(
          "captain.digest "
              + digest
              + " is not a digest: 'sha256:' and 64 hexadecimal digits in lower case. The recaps"
              + " and reports of publish, combine, tag-all and copy have those of the images.");
    }
  }

  private static boolean isCopy(Setting links) throws ReleaseException {
    String form = links.value().toLowerCase(Locale.ROOT);
    if (!form.equals(SYMBOLIC) && !form.equals(COPY)) {
      throw new ReleaseException(
          "captain.links must be symbolic or copy, not "
              + links
              + "."
              + Suggestion.of(links.value(), List.of(SYMBOLIC, COPY)));
    }
    return form.equals(COPY);
  }

  /** Returns the reference of the image. */
  public String reference() {
    return image.reference();
  }

  /** Returns none, since images are only read. */
  @Override
  public List<String> check() {
    return List.of();
  }

  @Override
  public PullReport run() throws ReleaseException {
    try (Release open = release.open(Access.READ)) {
      if (!Files.exists(output)) { // otherwise it may have all files
        open.connect(release.parallelism());
      }
      Manifest named = image.find(Steps.NO_FILE_WRITTEN);
      checkDigest(named);
      VerificationKey key =
          open.signatures()
              .verify(Map.of(image.tag(), named), Steps.NO_FILE_WRITTEN)
              .get(image.tag());
      PlatformManifest manifest =
          PlatformManifest.of(reference(), named, choice, open.registry(), Steps.NO_FILE_WRITTEN);
      warn(manifest);
      try (StagingDirectory staging = step("making " + output, () -> StagingDirectory.in(output))) {
        Fetched fetched = fetch(manifest.layers(), staging);
        checkChecksums(fetched);
        OutputDirectory written = write(fetched.selected(), staging);
        return report(manifest, key, fetched, written);
      }
    }
  }

  private <T> T step(String doing, Steps.Step<T> step) throws ReleaseException {
    return Steps.step(reference(), doing, Steps.NO_FILE_WRITTEN, step);
  }

  private void checkDigest(Manifest named) throws ReleaseException {
    if (digest != null && !digest.value().equals(named.digest().toString())) {
      throw new ReleaseException(
          reference()
              + " is "
              + named.digest()
              + ", and captain.digest is "
              + digest
              + ": the tag refers to another image. "
              + Steps.NO_FILE_WRITTEN
              + " Set captain.tag and captain.target to the image with that digest, or correct"
              + " captain.digest.");
    }
  }

  private void warn(PlatformManifest manifest) {
    if (manifest.platform() == null && platform != null) {
      LOG.warn("{} is for a single platform, so captain.platform has no effect.", reference());
    }
    if (manifest.layers().isEmpty()) {
      LOG.warn("{} has no layers, and so no files.", reference());
    }
  }

  /**
   * What was fetched.
   *
   * @param layers the layers that were needed, by their digests
   * @param image all of their files
   * @param selected the files that are written
   */
  private record Fetched(
      Map<DescriptorDigest, UnpackedLayer> layers, ImageFiles image, ImageFiles selected) {}

  /**
   * Fetches the layers that are needed. Links tell only when their layer is there which other files
   * they need, so there may be several rounds.
   *
   * @param layers all layers of the image, from the lowest to the topmost
   * @throws ReleaseException if a layer is invalid, or a pattern matches nothing
   */
  private Fetched fetch(List<Descriptor> layers, StagingDirectory staging) throws ReleaseException {
    selection.checkTitles(reference(), layers);
    LayerFetcher fetcher = new LayerFetcher(release, reference(), output, staging, limit);
    Map<DescriptorDigest, UnpackedLayer> contents = new HashMap<>();
    List<Descriptor> needed = layers.stream().filter(selection::mayNeed).toList();
    while (true) {
      contents.putAll(fetcher.fetch(needed));
      ImageFiles all = step("unpacking", () -> ImageFiles.of(inOrder(layers, contents)));
      FileSelection.Selected selected = selection.of(all);
      needed =
          layers.stream()
              .filter(layer -> !contents.containsKey(layer.digest()))
              .filter(layer -> FileSelection.mayHave(layer, selected.missing()))
              .toList();
      if (needed.isEmpty()) {
        selection.checkPaths(reference(), all.paths());
        Steps.step(
            reference(),
            "unpacking",
            Steps.NO_FILE_WRITTEN,
            () -> all.checkLinks(selected.files().links()));
        return new Fetched(contents, all, selected.files());
      }
    }
  }

  /**
   * Returns the contents of layers, each once: if an image has a layer several times, the topmost
   * replaces what those below it do.
   */
  private static List<UnpackedLayer> inOrder(
      List<Descriptor> layers, Map<DescriptorDigest, UnpackedLayer> contents) {
    Map<DescriptorDigest, UnpackedLayer> inOrder = new LinkedHashMap<>();
    for (Descriptor layer : layers) {
      UnpackedLayer content = contents.get(layer.digest());
      if (content != null) {
        inOrder.remove(layer.digest());
        inOrder.put(layer.digest(), content);
      }
    }
    return List.copyOf(inOrder.values());
  }

  private void checkChecksums(Fetched fetched) throws ReleaseException {
    List<String> problems =
        step(
            "reading the checksums",
            () -> new Checksums(fetched.image(), fetched.selected(), selection, output).problems());
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          reference() + " does not match its checksums; no file was written:", problems);
    }
  }

  private OutputDirectory write(ImageFiles files, StagingDirectory staging)
      throws ReleaseException {
    ImageFiles written =
        copiesLinks
            ? step(
                "copying the files that links lead to",
                () -> LinkCopies.of(files, output, staging, limit))
            : files;
    SigningKey key = release.trust().signingKey();
    List<FileEntry> signatures =
        key == null
            ? List.of()
            : step("signing the checksums", () -> signatures(written, staging, key));
    OutputDirectory directory = new OutputDirectory(output, written.with(signatures));
    step(
        "checking " + output,
        () -> {
          directory.check();
          directory.stageLinks(staging);
          return directory;
        });
    Steps.step(
        reference(),
        "writing into " + output,
        "Some files may have been written, each of them complete.",
        directory::place);
    return directory;
  }

  /** Signs the checksum files, as far as they are not signed already. */
  private List<FileEntry> signatures(ImageFiles files, StagingDirectory staging, SigningKey key)
      throws IOException {
    List<FileEntry> signatures = new ArrayList<>();
    for (Entry entry : files.entries()) {
      if (entry instanceof FileEntry file && ChecksumNames.isOne(file.path())) {
        String path = ChecksumBundle.of(file.path());
        if (files.find(path) != null) {
          throw new IOException(
              "the image itself has '"
                  + Printable.of(path)
                  + "', which would be the signature of its checksums. Leave one of the two out"
                  + " with captain.files");
        }
        byte[] content = Files.readAllBytes(file.place(output));
        if (!Sha256.of(content).equals(file.sha256())) {
          throw new IOException(file.place(output) + " changed while it was being signed");
        }
        Path target = output.resolve(file.path());
        Optional<byte[]> found = ChecksumBundle.found(target, content, key);
        byte[] bundle = found.orElseGet(() -> ChecksumBundle.sign(target, content, key));
        Path staged =
            found.isPresent()
                ? null
                : Files.write(staging.newFile(), bundle, StandardOpenOption.CREATE_NEW);
        DescriptorDigest sha256 = Sha256.of(bundle);
        signatures.add(
            new FileEntry(path, staged, file.mode(), bundle.length, sha256, file.layer()));
      }
    }
    return signatures;
  }

  private PullReport report(
      PlatformManifest manifest,
      @Nullable VerificationKey key,
      Fetched fetched,
      OutputDirectory written) {
    Map<DescriptorDigest, Part> layers = new LinkedHashMap<>();
    for (Descriptor layer : manifest.layers()) {
      UnpackedLayer content = fetched.layers().get(layer.digest());
      State state =
          content == null ? State.OMITTED : content.isPresent() ? State.PRESENT : State.FETCHED;
      layers.put(layer.digest(), new Part(layer, state));
    }
    return new PullReport(
        release.repository().name(),
        image.name().tag(),
        image.name().flavor().name(),
        reference(),
        image.target(),
        manifest.named().descriptor(),
        key == null ? null : key.hint(),
        manifest.platformName(),
        manifest.manifest().descriptor(),
        output,
        selection.patterns(),
        fetched.selected().files().stream()
            .map(
                file ->
                    new PulledFile(
                        file.path(),
                        file.size(),
                        file.sha256().getHash(),
                        layers.get(file.layer()),
                        output.resolve(file.path())))
            .toList(),
        fetched.selected().links().stream()
            .map(
                link ->
                    new PulledLink(
                        link.path(), link.text(), written.state(link), output.resolve(link.path())))
            .toList(),
        PullReport.totals(List.copyOf(layers.values())));
  }
}
