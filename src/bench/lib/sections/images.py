"""Beside programs that copy images which are already made."""

import shutil

from lib.common import REPOSITORY, TAG
from lib.measure import Side
from lib.tools import crane_pull, crane_push, skopeo_copy


def run(bench):
    skopeo, crane = shutil.which("skopeo"), shutil.which("crane")
    if not skopeo and not crane:
        bench.table.note("images", "neither skopeo nor crane is installed")
        return
    work, wipe, clean, pulled = bench.work, bench.registry.wipe, bench.clean, bench.pulled_beside
    layouts = work / "layouts"
    shutil.rmtree(layouts, ignore_errors=True)
    bench.project.forget()
    bench.machine.once(bench.project.publish(f"oci:{layouts}"))
    artifacts = f"{REPOSITORY}/artifacts"
    layout = layouts / artifacts
    target = f"{bench.registry.address}/bench/copied:{TAG}"
    image = f"{bench.registry.address}/{artifacts}:{TAG}"
    into, out = [], []
    if skopeo:
        source, copied = f"oci:{layout}:{TAG}", f"docker://{target}"
        push = skopeo_copy(
            skopeo, "--all", "--dest-tls-verify=false", source, copied, work=work
        )
        into.append(Side("skopeo copy --all of the combined image out of a layout", push, wipe))
        options = ["--override-arch", "amd64", "--src-tls-verify=false"]
        pull = skopeo_copy(skopeo, *options, f"docker://{image}", f"dir:{pulled}", work=work)
        out.append(Side("skopeo copy into dir:", pull, clean))
    if crane:
        one = work / "layout-of-one"
        shutil.rmtree(one, ignore_errors=True)
        bench.fill()
        bench.machine.all(crane_pull(crane, image, one, work))
        push = crane_push(crane, one, target, work)
        into.append(Side("crane push of the combined image out of a layout", push, wipe))
        out.append(Side("crane pull into a layout", crane_pull(crane, image, pulled, work), clean))
    bench.compare("images", "publish, cold", Side("Captain", bench.publish, bench.wipe), *into)
    bench.fill()
    bench.compare("images", "pull, all files", Side("Captain", bench.pull, clean), *out)
    shutil.rmtree(layouts)
