"""The cases, in groups. Each group has repositories of its own, so that it can be run alone."""

import hashlib
import os
import shutil
import subprocess

from images import HOSTILE, RELEASES, write_images

TOKEN_USER = "captain:right"
KEY_PASSWORD = {"CAPTAIN_SIGN_PASSWORD": "correct"}

# projects

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>{name}</artifactId>
  <version>1.0.0</version>
  <packaging>pom</packaging>
{more}{modules}  <build>
    <plugins>
      <plugin>
        <groupId>io.github.captainos</groupId>
        <artifactId>captain-maven-plugin</artifactId>
        <version>{version}</version>
        <configuration>
{configuration}
        </configuration>{executions}
      </plugin>
    </plugins>
  </build>
</project>
"""
DESCRIBED = """  <description>A small
    system.</description>
  <url>https://os.example.org</url>
  <organization><name>Example</name></organization>
  <scm><url>https://git.example.org/os.git</url></scm>
"""
EXECUTION = """
        <executions>
          <execution>
            <goals><goal>{}</goal></goals>
            <phase>validate</phase>
          </execution>
        </executions>"""
TARGETS = """<targets>
  <target>
    <name>amd64</name>
    {sbom}
    <files>
      <file><source>out/amd64/vmlinuz-*</source><name>vmlinuz-amd64</name></file>
      <file>out/initramfs-amd64.cpio.zst</file>
      <file>out/captainos-amd64.iso</file>
    </files>
  </target>
  <target>
    <name>arm64</name>
    {sbom}
    <files>
      <file>
        <source>out/arm64/vmlinuz-6.12</source>
        <name>vmlinuz-arm64</name>
        <compression>zstd</compression>
      </file>
      <directory>
        <source>out/rpi-*</source>
        <name>firmware-rpi</name>
        <excludes><exclude>**/*.bak</exclude></excludes>
      </directory>
      <directory><source>out/dtb</source><compression>gzip</compression></directory>
    </files>
  </target>
</targets>
<annotations><org.example.build>7</org.example.build></annotations>"""
ONE_FILE = "<targets><target><name>amd64</name><files>{}</files></target></targets>"


def contents(seed, size):
    """The same bytes for the same seed; half of them repeat."""
    data = hashlib.shake_128(seed.encode()).digest(size // 2)
    return data + data[: size - len(data)]


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def write_pom(run, directory, configuration, more="", modules=(), executions=""):
    (directory / ".mvn").mkdir(parents=True, exist_ok=True)
    listed = "".join(f"<module>{module}</module>" for module in modules)
    text = POM.format(
        name=directory.name,
        executions=executions,
        more=more,
        modules=f"  <modules>{listed}</modules>\n" if modules else "",
        version=run.version,
        configuration=configuration,
    )
    write(directory / "pom.xml", text)


def commit(run, directory, tag="v1.2.0"):
    write(directory / ".gitignore", "target\nout\n")
    run.git(directory, "init", "-q", "-b", "main")
    run.git(directory, "add", ".")
    run.git(directory, "commit", "-q", "-m", "compare")
    if tag:
        run.git(directory, "tag", tag)


def system(run, name, sbom=False):
    """A project with the files of two targets: kernels, directories, links, compressed layers."""
    directory = run.world / name
    out = directory / "out"
    for arch in ("amd64", "arm64"):
        write(out / arch / "vmlinuz-6.12", contents(f"kernel {arch}", 300_000))
    write(out / "initramfs-amd64.cpio.zst", contents("initramfs", 1_000_000))
    write(out / "captainos-amd64.iso", contents("iso", 2_500_000))
    write(out / "rpi-4/overlays/x.dtbo", contents("dtbo", 1000))
    write(out / "rpi-4/overlays/old.bak", "old")
    write(out / "rpi-4/start.elf", contents("elf", 70_000))
    (out / "rpi-4/start.elf").chmod(0o755)
    (out / "rpi-4/kernel8.img").symlink_to("../vmlinuz-arm64")
    (out / "rpi-4/empty").mkdir()
    write(out / "dtb" / ("broadcom-" + "n" * 120) / "bcm2711.dtb", contents("dtb", 20_000))
    (out / "dtb/default.dtb").symlink_to("broadcom-" + "n" * 120 + "/bcm2711.dtb")
    write(out / "sbom.json", '{"spdxVersion": "SPDX-2.3", "name": "os"}\n')
    attested = "<sbom>out/sbom.json</sbom>" if sbom else ""
    write_pom(run, directory, TARGETS.format(sbom=attested), DESCRIBED)
    commit(run, directory)
    return directory


def nowhere(run, name="nowhere"):
    directory = run.world / name
    (directory / ".mvn").mkdir(parents=True, exist_ok=True)
    return directory


def variants(run, case, goal, configurations, default=None, **parameters):
    """One Maven that runs a goal in a module for each configuration; some fail, others follow."""
    directory = run.world / case.replace(" ", "-")
    write_pom(run, directory, "", modules=configurations)
    for module, how in configurations.items():
        if isinstance(how, dict):
            how = "".join(f"<{k}>{v}</{k}>" for k, v in ((default or {}) | how).items())
        write_pom(run, directory / module, how, executions=EXECUTION.format(goal))
    commit(run, directory)
    run.go(case, directory, "validate", "-fae", **parameters)


# groups


def publish(run):
    """publish, to a registry"""
    os_ = system(run, "publish")
    to = {"repository": "publish/os"}
    go = lambda case, *more, **how: run.go("publish " + case, os_, "publish", *more, **(to | how))
    go("cold", parallelism=None)
    go("again", parallelism=None)
    go("dry run of another tag", tag="v2", dryRun="true")
    change(os_)
    go("one file changed, overwrite=false", overwrite="false")
    go("one file changed")
    go("moved with a tag that was set", tag="v1.2.0")
    go("one target", target="amd64", tag="v3")
    go("the combined image", target="combined", tag="v3")
    # a repository without blobs: else it is chance which of them is there first
    go("zstd", compression="zstd", repository="publish/zstd")
    go("gzip", compression="gzip", repository="publish/gzip")
    go("flavor", flavor="rpi", tag="v6")
    go("no checksums, one platform", checksums="false", platforms="linux/arm64", tag="v7")
    go("time of the build", "-Dproject.build.outputTimestamp=2026-01-31T12:00:00Z", tag="v8")
    go("commit and exclude", gitSha="a" * 40, versionExclude="v1*")
    actions = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": f"{run.world}/output",
        "GITHUB_STEP_SUMMARY": f"{run.world}/summary",
        "GITHUB_REPOSITORY": "publish/actions",
        "GITHUB_SERVER_URL": "https://github.com",
    }
    go("on GitHub Actions", tag="v9", env=actions, repository=None)
    go("a target from the environment", env={"TARGET": "s390x"})
    go("no repository", repository=None)
    go("skip", skip="true")
    with (os_ / "pom.xml").open("a") as pom:
        pom.write("<!-- changed -->\n")
    go("files that differ from the commit", tag="v11", dryRun="true")


def change(os_, size=1_000_000):
    write(os_ / "out/initramfs-amd64.cpio.zst", contents("other", size))


def mistakes(run):
    """publish, with mistakes: a module each"""
    out = run.world / "mistakes" / "out"
    write(out / "file", "file")
    write(out / "a/same", "a")
    write(out / "b/same", "b")
    write(out / "many/1", "1")
    write(out / "many/2", "2")
    links = {"outside": "../..", "absolute": "/etc/passwd", "gone": "gone", "self": "l"}
    for name, target in links.items():
        (out / name).mkdir()
        (out / name / "l").symlink_to(target)
    (out / "through/d").mkdir(parents=True)
    (out / "through/k").symlink_to("d")
    (out / "through/l").symlink_to("k/../x")
    (out / "link").symlink_to("many")
    (out / "fifo").mkdir()
    os.mkfifo(out / "fifo/p")
    file = lambda path, more="": f"<file><source>../out/{path}</source>{more}</file>"
    directory = lambda path, more="": f"<directory><source>../out/{path}</source>{more}</directory>"
    one = ONE_FILE.format
    good = one(file("file"))
    two = lambda one, other: (
        f"<targets><target><name>{one}</name><files>{file('file')}</files></target>"
        f"<target><name>{other}</name><files>{file('a/same')}</files></target></targets>"
    )
    cases = {
        "missing-files": one(file("absent") + file("absent-too")),
        "glob-of-none": one(file("gone-*")),
        "glob-of-two": one(file("many/*")),
        "two-of-one-name": one(file("a/same") + file("b/same")),
        "no-files": one(""),
        "no-path": one("<file><name>x</name></file>"),
        "no-targets": "<targets/>",
        "targets-of-one-name": two("amd64", "amd64"),
        "target-all": two("amd64", "all"),
        "target-both": two("both", "amd64"),
        "target-without-name": two("", "amd64"),
        "target-of-bad-name": two("amd64", "a b"),
        "reserved-name": one(file("file", "<name>sha256sums-amd64.txt</name>")),
        "name-with-slash": one(file("file", "<name>a/b</name>")),
        "compression": one(file("file", "<compression>xz</compression>")),
        "directory-as-file": one(file("many")),
        "file-as-directory": one(directory("file")),
        "link-as-directory": one(directory("link")),
        "directory-gone": one(directory("gone-*")),
        "link-outside": one(directory("outside")),
        "link-absolute": one(directory("absolute")),
        "link-to-nothing": one(directory("gone")),
        "link-to-itself": one(directory("self")),
        "link-through-link": one(directory("through")),
        "fifo": one(directory("fifo")),
        "file-and-directory": one(file("many/1") + directory("many", "<name>1</name>")),
        "provenance-without-key": "<provenance>true</provenance>" + good,
        "sbom": f"<signKey>{run.keys}/openssl.pem</signKey>"
        + good.replace("<files>", "<sbom>../out/file</sbom><files>"),
        "key-gone": "<signKey>gone.pem</signKey>" + good,
        "tag": "<tag>v 1</tag>" + good,
        "no-such-target": "<target>riscv64</target>" + good,
        "flavor": "<flavor>Rpi</flavor>" + good,
        "flavor-like-target": "<flavor>x-amd64</flavor>" + good,
        "platforms": "<platforms><platform>linux</platform></platforms>" + good,
        "retries": "<retries>-1</retries>" + good,
        "misspelt": "<artefactName>x</artefactName>" + good,
        "registry": "<registry>http://ghcr.io/x</registry>" + good,
        "repository": "<repository>Captain</repository>" + good,
        "annotation": "<annotations><x></x></annotations>" + good,
        "nobody-there": f"<registry>{run.address['nobody']}</registry>" + good,
        "no-such-host": "<registry>registry.invalid</registry><retries>0</retries>" + good,
    }
    environment = {"REGISTRY": run.address["plain"], "GITHUB_REPOSITORY": "mistakes/os"}
    variants(run, "mistakes", "publish", cases, registry=None, env=environment)
    one = run.world / "mistakes/no-such-target"
    run.go("mistakes offline", one, "publish", "-o", env=environment)


def tag(run):
    """tag-all"""
    os_ = system(run, "tag")
    to = {"repository": "tag/os", "tag": "v1"}
    go = lambda case, **how: run.go("tag-all " + case, os_, "tag-all", **(to | how))
    run.go("tag-all begins", os_, "publish", **to)
    go("new", newTag="v2")
    go("again", newTag="v2")
    go("dry run", newTag="v4", dryRun="true")
    go("default tag that is not there", tag=None, newTag="v6")
    change(os_)
    run.go("tag-all goes on", os_, "publish", **(to | {"tag": "v5"}))
    all_ = {
        "new": {"newTag": "v3"},
        "not-there": {"tag": "v9", "newTag": "v4"},
        "there-in-part": {"targetNames": "amd64,riscv64", "newTag": "v4"},
        "no-new-tag": {},
        "no-tag": {"newTag": "v 4"},
        "taken": {"newTag": "v5"},
        "taken-dry-run": {"newTag": "v5", "dryRun": "true"},
        "taken-overwrite": {"newTag": "v5", "overwrite": "true"},
    }
    variants(run, "tag-all variants", "tag-all", all_, {"tag": "v1"}, repository="tag/os")


def pull(run):
    """pull, from a registry"""
    os_ = system(run, "pull")
    to = {"repository": "pull/os", "tag": "v1"}
    default = to | {"platform": "linux/amd64"}
    go = lambda case, **how: run.go("pull " + case, os_, "pull", **(default | how))
    run.go("pull begins", os_, "publish", **to)
    go("both")
    go("again")
    pulled = os_ / "target/captain/pull"
    write(pulled / "vmlinuz-amd64", "damaged")
    (pulled / "firmware-rpi/kernel8.img").unlink()
    (pulled / "firmware-rpi/kernel8.img").symlink_to("nothing")
    go("over damaged files")
    go("a default tag that is not there", tag=None)
    taken = run.world / "taken"
    (taken / "vmlinuz-amd64").mkdir(parents=True)
    write(run.world / "file", "x")
    all_ = {
        "one-target": {"target": "arm64"},
        "some-files": {"files": "vmlinuz-*,**/*.dtbo,sha256sums-arm64.txt"},
        "some-that-are-not-there": {"files": "nothing-*,vmlinuz-*"},
        "copies-of-links": {"links": "copy"},
        "links": {"links": "hard"},
        "another-platform": {"platform": "linux/arm64", "target": "amd64"},
        "a-platform-that-is-not-there": {"platform": "linux/riscv64"},
        "a-platform-that-is-none": {"platform": "riscv64"},
        "wrong-digest": {"digest": "sha256:" + "0" * 64},
        "a-digest-that-is-none": {"digest": "v1"},
        "a-target-that-is-not-there": {"target": "riscv64"},
        "a-target-that-was-not-published": {"target": "riscv64", "targetNames": "riscv64"},
        "a-tag-that-is-not-there": {"tag": "v9"},
        "too-large": {"maxUnpackedSize": "0", "files": "vmlinuz-arm64"},
        "a-name-is-taken": {"target": "amd64", "pullOutput": taken},
        "into-a-file": {"pullOutput": run.world / "file"},
    }
    variants(run, "pull variants", "pull", all_, default)


def foreign(run):
    """pull and inspect, of images that others made, also hostile ones: a module each"""
    images = run.world / "images"
    all_ = {name: {"tag": name} | how for name, how in write_images(images)}
    to = {"registry": f"oci:{images}", "target": "both"}
    one = {"repository": "x"}
    variants(run, "foreign pull", "pull", all_, one, **to)
    all_ = {name: how for name, how in all_.items() if name not in HOSTILE}
    variants(run, "foreign inspect", "inspect", all_, one, **to)
    to = {"registry": f"oci:{images}", "repository": "x"}
    run.go("foreign list", nowhere(run), "list", **to)
    there = {"toRegistry": run.address["plain"]}
    all_ = {name: {"tag": name, "toRepository": f"foreign/{name}"} for name in RELEASES}
    variants(run, "foreign copy", "copy", all_, {"targetNames": "x"}, **to, **there)
    all_ = {name: {"tag": name} for name in RELEASES}
    variants(run, "foreign combine", "combine", all_, {"targetNames": "x"}, **to)


def combine(run):
    """combine"""
    os_ = system(run, "combine")
    to = {"repository": "combine/os"}
    go = lambda case, where=os_, **how: run.go("combine " + case, where, "combine", **(to | how))
    for target in ("amd64", "arm64"):
        run.go(f"combine begins with {target}", os_, "publish", target=target, **to)
    go("dry run", dryRun="true")
    go("new")
    go("again")
    run.go("combine gives the digest of publish", os_, "publish", **to)
    run.go("combine goes on with amd64", os_, "publish", tag="v2", target="amd64", **to)
    other = {"gitSha": "b" * 40, "platforms": "linux/arm64"}
    run.go("combine goes on with arm64", os_, "publish", tag="v2", target="arm64", **(to | other))
    version = f"v1.2.0-{run.git(os_, 'rev-parse', 'HEAD')[:7]}"
    all_ = {
        "without-a-pom": {},
        "a-target-that-is-not-there": {"targetNames": "amd64,riscv64"},
        "in-another-order-overwrite-false": {"targetNames": "arm64,amd64", "overwrite": "false"},
        "in-another-order": {"targetNames": "arm64,amd64"},
        "of-two-commits": {"tag": "v2"},
        "not-there": {"tag": "v9"},
    }
    variants(run, "combine variants", "combine", all_, {"tag": version}, **to)


def copy(run):
    """copy, between repositories, registries and layouts"""
    os_ = system(run, "copy")
    to = {"repository": "copy/os", "tag": "v1"}
    bare = nowhere(run)
    go = lambda case, **how: run.go("copy " + case, bare, "copy", **(to | how))
    run.go("copy begins", os_, "publish", signKey=run.keys / "openssl.pem", **to)
    go("to another repository, dry run", toRepository="copy/other", dryRun="true")
    go("to another repository", toRepository="copy/other")
    go("again", toRepository="copy/other")
    user, password = TOKEN_USER.split(":")
    guarded = {"toRegistry": run.address["guarded"], "toUsername": user, "toPassword": password}
    go("to another registry", **guarded)
    go("to a registry with TLS", toRegistry=run.address["tls"], toCaCertificate=run.authority)
    layout = f"oci:{run.world}/copies"
    go("to a layout", toRegistry=layout)
    go("to a layout again", toRegistry=layout)
    back = {"toRegistry": run.address["plain"], "toRepository": "copy/back"}
    go("from a layout", registry=layout, **back)
    go("between layouts", registry=layout, toRegistry=f"oci:{run.world}/more-copies")
    change(os_)
    run.go("copy goes on", os_, "publish", **(to | {"tag": "v3"}))
    over = {"tag": "v3", "toRepository": "copy/other", "newTag": "v1"}
    all_ = {
        "to-itself": {},
        "not-there": {"tag": "v9", "toRepository": "copy/other"},
        "to-another-tag": {"newTag": "v2", "referrers": "false"},
        "no-password": {"toRegistry": run.address["guarded"]},
        "wrong-password": guarded | {"toPassword": "wrong"},
        "over-a-tag": over,
        "over-a-tag-dry-run": over | {"dryRun": "true"},
        "over-a-tag-overwrite": over | {"overwrite": "true"},
    }
    variants(run, "copy variants", "copy", all_, to)


def trust(run):
    """signatures and attestations"""
    os_ = system(run, "trust", sbom=True)
    unsigned = system(run, "trust-unsigned")
    to = {"repository": "trust/os", "tag": "v1"}
    bare = nowhere(run)
    key, public, other = (run.keys / name for name in ("openssl.pem", "openssl.pub", "cosign.pub"))
    encrypted = run.keys / "cosign.key"
    signed = {"signKey": key, "provenance": "true"}
    go = lambda case, goal, where=bare, **how: run.go("trust " + case, where, goal, **(to | how))
    go("publish with an SBOM and no key", "publish", os_)
    go("publish", "publish", os_, **signed)
    go("publish again", "publish", os_, **signed)
    go("pull", "pull", publicKey=public, pullOutput=run.world / "trusted")
    go("inspect", "inspect", publicKey=public)
    go("inspect without a key", "inspect")
    go("tag-all", "tag-all", signKey=key, newTag="v2")
    go("tag-all that verifies", "tag-all", publicKey=public, newTag="v3")
    go("copy", "copy", signKey=key, toRepository="trust/copy")
    go("publish without a key", "publish", unsigned, tag="v4")
    go("sign", "sign", unsigned, tag="v4", signKey=encrypted, env=KEY_PASSWORD)
    for target in ("amd64", "arm64"):
        how = signed | {"tag": "v6", "target": target, "signatureFormat": "tag"}
        go(f"publish {target}", "publish", os_, **how)
    go("combine", "combine", tag="v6", signatureFormat="tag", **signed)
    layout = {"registry": f"oci:{run.world}/signed"}
    go("publish to a layout", "publish", os_, **(signed | layout))
    demanded = {"publicKey": public, "requireAttestations": "sbom,provenance"}
    all_ = {
        "good": demanded,
        "another-key": {"publicKey": other},
        "one-of-two-keys": {"publicKey": f"{other},{public}"},
        "no-key": {},
        "another-name": {"publicKey": public, "verifyIdentity": "example.org/other"},
        "the-repository": {"publicKey": public, "verifyIdentity": "repository"},
        "not-there": {"publicKey": public, "tag": "v9"},
        "not-signed-for-that-tag": {"publicKey": public, "tag": "v3"},
        "signed-for-any-tag": {"publicKey": public, "tag": "v3", "verifyIdentity": "repository"},
        "the-copy": {"publicKey": public, "repository": "trust/copy"},
        "the-copy-with-attestations": demanded | {"repository": "trust/copy"},
        "the-combined-release": demanded | {"tag": "v6"},
        "signed-with-another-key": {"publicKey": public, "tag": "v4"},
        "a-layout": demanded | layout,
        "a-private-key": {"publicKey": key},
    }
    default = {"tag": "v1", "repository": "trust/os", "registry": run.address["plain"]}
    variants(run, "trust verify", "verify", all_, default, registry=None)
    all_ = {
        "another-key": {"publicKey": other},
        "not-signed-for-that-tag": {"publicKey": public, "tag": "v3"},
        "without-attestations": demanded | {"tag": "v4", "publicKey": other},
        "good": demanded | {"tag": "v2"},
    }
    variants(run, "trust pull of others", "pull", all_, default, registry=None)
    one = {"tag": "v4", "signUnverified": "true"}
    all_ = {
        "what-a-registry-names": one | {"signKey": key, "signUnverified": "false"},
        "unverified": one | {"signKey": key, "signatureFormat": "bundle"},
        "not-there": one | {"signKey": key, "tag": "v9"},
        "openssl-encrypted": one | {"signKey": run.keys / "openssl-encrypted.pem"},
        "a-public-key": one | {"signKey": public},
        "no-such-key": one | {"signKey": "gone.pem"},
    }
    variants(run, "trust sign others", "sign", all_, default, registry=None, env=KEY_PASSWORD)
    go("sign, no password", "sign", os_, signKey=encrypted)
    go("sign, wrong password", "sign", os_, signKey=encrypted, env={"COSIGN_PASSWORD": "wrong"})
    all_ = {
        "not-signed": {"tag": "v3", "signKey": key, "newTag": "v7"},
        "identity": {"signKey": key, "verifyIdentity": "repository", "newTag": "v8"},
    }
    variants(run, "trust tag-all of others", "tag-all", all_, default, registry=None)


def look(run):
    """inspect, list and diff"""
    os_ = system(run, "look")
    to = {"repository": "look/os"}
    run.go("look begins", os_, "publish", tag="v1", **to)
    change(os_, 900_000)
    write(os_ / "out/rpi-4/new", "new")
    run.go("look goes on", os_, "publish", tag="v2", compression="zstd", **to)
    rpi = {"flavor": "rpi", "target": "amd64"}
    run.go("look goes on with a flavor", os_, "publish", tag="v1", **(to | rpi))
    all_ = {
        "both": {"tag": "v1"},
        "one-target": {"tag": "v2", "target": "amd64"},
        "a-flavor": {"tag": "v1"} | rpi,
        "not-there": {"tag": "v9"},
        "platform": {"tag": "v1", "platform": "linux/arm64"},
    }
    variants(run, "look inspect", "inspect", all_, **to)
    all_ = {
        "all": {},
        "one": {"limit": "1"},
        "a-flavor": {"flavor": "rpi"},
        "not-there": {"artifactName": "nothing"},
    }
    variants(run, "look list", "list", all_, **to)
    all_ = {
        "both": {"tag": "v1", "withTag": "v2"},
        "one-target": {"tag": "v2", "withTag": "v1", "target": "arm64"},
        "itself": {"tag": "v1", "withTag": "v1"},
        "not-there": {"tag": "v1", "withTag": "v9"},
        "nothing": {"tag": "v1"},
    }
    variants(run, "look diff", "diff", all_, **to)


def layout(run):
    """all of it in layouts, also damaged ones"""
    os_ = system(run, "layout")
    to = {"registry": f"oci:{run.world}/images", "repository": "os", "tag": "v1"}
    bare = nowhere(run)
    go = lambda case, goal, where=bare, **how: run.go("layout " + case, where, goal, **(to | how))
    go("publish", "publish", os_)
    go("publish again", "publish", os_)
    go("publish, dry run", "publish", os_, dryRun="true", tag="v2")
    change(os_)
    go("publish over a tag, overwrite=false", "publish", os_, overwrite="false")
    go("publish over a tag", "publish", os_)
    go("tag-all", "tag-all", newTag="v2")
    go("pull", "pull", target="arm64", pullOutput=run.world / "from-layout")
    go("combine", "combine", targets="arm64,amd64")
    go("list", "list")
    go("diff", "diff", withTag="v2")
    go("relative", "publish", os_, registry="oci:target/images")
    blobs = run.world / "images/os/artifacts/blobs/sha256"
    kernel = next(path for path in blobs.iterdir() if path.read_bytes()[:14] == b"vmlinuz-amd64\0")
    content = kernel.read_bytes()
    write(kernel, content[:-2000] + b"#" + content[-1999:])
    damaged = {"target": "amd64", "pullOutput": run.world / "damaged"}
    go("pull a damaged layer", "pull", **damaged)
    copied = {"toRegistry": run.address["plain"], "toRepository": "layout/damaged"}
    go("copy a damaged layer", "copy", **copied)
    go("copy a damaged layer to a layout", "copy", toRegistry=f"oci:{run.world}/copies")
    go("publish a damaged layer", "publish", os_, tag="v3")
    write(kernel, content[:5000])
    go("pull a layer that is cut short", "pull", **damaged)
    go("publish a layer that is cut short", "publish", os_, tag="v4")
    kernel.unlink()
    go("pull a layer that is gone", "pull", **damaged)
    index = run.world / "images/os/artifacts/index.json"
    whole = index.read_text()
    write(index, whole[: len(whole) // 2])
    go("pull from a damaged index", "pull")
    go("publish into a damaged index", "publish", os_)
    write(index, whole)
    write(index.with_name("oci-layout"), '{"imageLayoutVersion":"2.0.0"}')
    go("publish into another version", "publish", os_)
    shutil.rmtree(run.world / "images")
    go("pull from nothing", "pull")


def login(run):
    """a registry with tokens, and one with TLS"""
    os_ = system(run, "login")
    user, password = TOKEN_USER.split(":")
    to = {"registry": run.address["guarded"], "repository": "login/os", "tag": "v1"}
    me = {"username": user, "password": password}
    bare = nowhere(run)
    go = lambda case, goal, where=bare, **how: run.go("login " + case, where, goal, **(to | how))
    go("none", "publish", os_)
    go("wrong", "publish", os_, **(me | {"password": "wrong"}))
    go("publish", "publish", os_, **me)
    go("publish again", "publish", os_, **me)
    go("pull", "pull", target="arm64", pullOutput=run.world / "logged-in", **me)
    go("tag-all", "tag-all", newTag="v2", **me)
    go("copy", "copy", toRepository="login/other", **me)
    go("list", "list", **me)
    config = run.world / "docker-config"
    auth = '{"auths":{"%s":{"auth":"Y2FwdGFpbjpyaWdodA=="}}}' % to["registry"]
    write(config / "config.json", auth)
    go("of Docker", "inspect", env={"DOCKER_CONFIG": str(config)})
    write(config / "config.json", auth[:-5])
    go("of Docker, damaged", "inspect", env={"DOCKER_CONFIG": str(config)})
    write(config / "config.json", '{"credHelpers":{"%s":"gone"}}' % to["registry"])
    go("of a helper that is gone", "inspect", env={"DOCKER_CONFIG": str(config)})
    tls = {"registry": run.address["tls"], "caCertificate": run.authority}
    go("TLS", "publish", os_, **tls)
    all_ = {
        "none": {},
        "no-password": {"username": user},
        "wrong": {"username": user, "password": "wrong"},
        "not-trusted": tls | {"caCertificate": ""},
        "insecure": tls | {"caCertificate": "", "insecure": "true"},
        "certificate-gone": tls | {"caCertificate": "gone.pem"},
        "no-certificate": tls | {"caCertificate": os_ / "pom.xml"},
        "http-elsewhere": {"registry": "registry.invalid:1", "insecure": "true", "retries": "0"},
    }
    variants(run, "login variants", "pull", all_, to, registry=None)


BLOB_UNKNOWN = b'{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown"}]}'
DENIED = b'{"errors":[{"code":"DENIED","message":"not\\u001b[1m you"}]}'
INVALID = b'{"errors":[{"code":"DIGEST_INVALID"}]}'
OTHER_DIGEST = ("Docker-Content-Digest", "sha256:" + "0" * 64)
CIRCLE = "/v2/faults/redirect-circle/artifacts/blobs/sha256:0"
# by name, in which requests, how often, and what goes wrong
WRITES = {
    "503-head": ("HEAD .*/blobs/", 1, "status", 503),
    "503-post": ("POST ", 1, "status", 503),
    "503-put": ("PUT .*/blobs/", 1, "status", 503),
    "503-manifest": ("PUT .*/manifests/sha", 1, "status", 503),
    "503-tag": ("PUT .*/manifests/v1", 1, "status", 503),
    "500-manifest-always": ("PUT .*/manifests/", 99, "status", 500, b"<h1>out of\norder</h1>"),
    "500-tag-always": ("PUT .*/manifests/v1$", 99, "status", 500),
    "404-post": ("POST ", 1, "status", 404),
    "404-put": ("PUT .*/blobs/", 1, "status", 404),
    "403-post": ("POST ", 99, "status", 403, DENIED),
    "401-post": ("POST ", 99, "status", 401),
    "400-put-always": ("PUT .*/blobs/", 99, "status", 400, INVALID),
    "202-put": ("PUT .*/blobs/", 1, "status", 202),
    "413-put": ("PUT .*/blobs/", 99, "larger", 1_200_000),
    "413-all": ("(PUT|PATCH) .*/blobs/", 99, "larger", 100),
    "408-put": ("PUT .*/blobs/", 1, "status", 408),
    "reset-post": ("POST ", 1, "reset"),
    "reset-put": ("PUT .*/blobs/", 1, "reset"),
    "reset-in-body": ("PUT .*/blobs/", 1, "reset_in_body", 50_000),
    "reset-in-body-always": ("(PUT|PATCH) .*/blobs/", 999, "reset_in_body", 50_000),
    "lost-post": ("POST ", 1, "lose"),
    "lost-put": ("PUT .*/blobs/", 1, "lose"),
    "lost-manifest": ("PUT .*/manifests/", 1, "lose"),
    "blob-unknown": ("PUT .*/manifests/", 1, "status", 400, BLOB_UNKNOWN),
    "no-location": ("POST ", 99, "status", 202),
    "other-digest-stored": ("PUT .*/manifests/", 99, "header", *OTHER_DIGEST),
    "redirect-put": ("PUT .*/blobs/", 99, "redirect", "http://registry.invalid/x"),
}
READS = {
    "503-get": ("GET .*/manifests/", 1, "status", 503),
    "503-blob": ("GET .*/blobs/", 1, "status", 503),
    "429-long": ("GET .*/manifests/", 1, "pause", "300"),
    "500-always": ("GET .*/blobs/", 99, "status", 500, DENIED),
    "404-blob": ("GET .*/blobs/", 99, "status", 404),
    "404-manifest": ("GET .*/manifests/sha", 99, "status", 404),
    "reset-get": ("GET .*/manifests/", 1, "reset"),
    "reset-blob": ("GET .*/blobs/", 1, "reset"),
    "cut-manifest": ("GET .*/manifests/", 1, "cut", 100),
    "cut-manifest-always": ("GET .*/manifests/", 99, "cut", 100),
    "cut-blob": ("GET .*/blobs/", 1, "cut", 1000),
    "cut-blob-always": ("GET .*/blobs/", 99, "cut", 1000),
    "changed-manifest": ("GET .*/manifests/", 99, "change"),
    "changed-blob": ("GET .*/blobs/", 99, "change"),
    "html": ("GET .*/manifests/", 99, "status", 200, b"<html>Sign in</html>"),
    "other-digest": ("(GET|HEAD) .*/manifests/v", 99, "header", *OTHER_DIGEST),
    "redirect": ("GET .*/blobs/", 99, "redirect", "http://registry.invalid/x"),
    "redirect-circle": ("GET .*/blobs/", 99, "redirect", CIRCLE),
}


def faults(run):
    """a proxy that spoils requests, in front of a registry: a module for each fault"""
    run.proxy.faults = WRITES | READS
    write(run.world / "one", contents("one", 1_500_000))
    files = ONE_FILE.format("<file>../../one</file>")
    repository = lambda name: f"<repository>faults/{name}</repository>"
    # one request after the other: else chance decides how far others get before one fails
    one = {"tag": "v1", "target": "amd64", "platforms": "linux/amd64", "checksums": "false"}
    how = {"registry": run.address["proxy"], "retries": "2"}
    all_ = {name: repository(name) + files for name in WRITES}
    variants(run, "faults publish", "publish", all_, **(one | how))
    all_ = {name: repository(name) + files for name in READS}
    variants(run, "faults begin", "publish", all_, **one)
    all_ = {name: repository(name) for name in READS}
    variants(run, "faults pull", "pull", all_, tag="v1", target="amd64", **how)


def version(run):
    """the version and the commit of git repositories of several kinds"""

    def go(case, directory, env=None, **parameters):
        to = {"registry": f"oci:{run.world}/versions", "repository": "os", "dryRun": "true"}
        run.go("version " + case, directory, "publish", env=env, **(to | parameters))

    def repository(name, tag="v1.0.0"):
        directory = run.world / name
        write(directory / "file", "file")
        write_pom(run, directory, ONE_FILE.format("<file>file</file>"), DESCRIBED)
        commit(run, directory, tag)
        return directory

    one = repository("versions-one")
    for number, tag in enumerate(("v1.1.0-rc1", "v1.1.0", None, "1.2.0"), 1):
        run.git(one, "commit", "-q", "--allow-empty", "-m", f"commit {number}")
        if tag:
            run.git(one, "tag", "-a", "-m", tag, tag)
    go("a tag before", one)
    go("some excluded", one, versionExclude="v1.1*")
    go("all excluded", one, versionExclude="*")
    run.git(one, "worktree", "add", "-q", str(run.world / "versions-linked"), "v1.1.0-rc1")
    go("a linked work tree", run.world / "versions-linked")
    shallow = run.world / "versions-shallow"
    run.git(run.world, "clone", "-q", "--depth", "1", f"file://{one}", str(shallow))
    go("a shallow clone", shallow)
    go("no tag", repository("versions-none", None))
    go("a tag of another form", repository("versions-other", "1.0.0"))
    other = repository("versions-others")
    run.git(other, "pack-refs", "--all")
    for directory, directories, files in os.walk(other):
        for name in (".", *files):
            shutil.chown(os.path.join(directory, name), 65534, 65534)
    go("of another user", other)
    empty = run.world / "versions-empty"
    write(empty / "file", "file")
    write_pom(run, empty, ONE_FILE.format("<file>file</file>"))
    go("no repository", empty)
    go("no repository, all set", empty, tag="v1", gitSha="c" * 40)
    run.git(empty, "init", "-q", "-b", "main")
    go("no commit", empty)
    elsewhere = {"GIT_DIR": str(one / ".git"), "GIT_WORK_TREE": str(one)}
    go("GIT_DIR", empty, env=elsewhere)
    damaged = repository("versions-damaged")
    write(damaged / ".git/HEAD", "nonsense\n")
    go("a damaged HEAD", damaged)
    missing = repository("versions-missing")
    shutil.rmtree(missing / ".git/objects")
    (missing / ".git/objects").mkdir()
    go("no objects", missing)


ALL = (publish, mistakes, tag, pull, foreign, combine, copy)
ALL += (trust, look, layout, login, faults, version)
GROUPS = {group.__name__: group for group in ALL}
