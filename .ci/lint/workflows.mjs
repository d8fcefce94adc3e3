// Checks what actionlint does not ask of workflows, and writes the scripts in their steps into a
// directory, each with a shebang for ShellCheck.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'

const PINNED = /uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
// other registries than GitHub's do not get GitHub's token
const PASSWORD = "${{ secrets.registry-password || (inputs.registry == 'ghcr.io' && github.token) || '' }}"

const [directory, ...files] = process.argv.slice(2)
const check = (file, holds, problem) => {
  if (!holds) {
    console.error(`${file}: ${problem}`)
    process.exitCode = 1
  }
}

for (const file of files) {
  const text = readFileSync(file, 'utf8')
  for (const line of text.split('\n').filter((line) => line.includes('uses:'))) {
    check(file, PINNED.test(line), `pin the action to a commit, with its version in a comment:${line}`)
  }
  const workflow = parse(text)
  const permissions = Object.values(workflow.permissions ?? { none: 'none' })
  check(file, permissions.every((it) => it === 'read'), 'permissions: jobs get no more than read, unless they say so')
  for (const [name, job] of Object.entries(workflow.jobs)) {
    check(file, job['timeout-minutes'], `job ${name}: timeout-minutes is missing`)
    const shell = job.defaults?.run?.shell ?? workflow.defaults?.run?.shell ?? 'bash'
    for (const [i, step] of (job.steps ?? []).entries()) {
      const at = `${basename(file)}.${name}.${i + 1}`
      if (step.uses?.includes('/checkout@')) {
        check(file, step.with?.['persist-credentials'] === false, `${at}: persist-credentials: false is missing`)
      }
      const password = step.env?.REGISTRY_PASSWORD ?? PASSWORD
      check(file, password === PASSWORD, `${at}: REGISTRY_PASSWORD is ${PASSWORD}`)
      // a branch may be called $(rm -r .), and the value of an expression becomes a part of the script
      check(file, !step.run?.includes('${{'), `${at}: pass expressions to scripts through env`)
      if (step.run && (step.shell ?? shell) === 'bash') {
        writeFileSync(join(directory, at), `#!/bin/bash\n${step.run}\n`)
      }
    }
  }
}
