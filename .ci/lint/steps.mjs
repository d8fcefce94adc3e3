// Writes the scripts in the workflows' steps into a directory, each with a shebang for ShellCheck.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'

const [directory, ...workflows] = process.argv.slice(2)
for (const file of workflows) {
  const workflow = parse(readFileSync(file, 'utf8'))
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const shell = job.defaults?.run?.shell ?? workflow.defaults?.run?.shell ?? 'bash'
    for (const [i, step] of (job.steps ?? []).entries()) {
      if (step.run && (step.shell ?? shell) === 'bash') {
        // GitHub's expressions are no shell
        const script = step.run.replaceAll(/\$\{\{.*?\}\}/g, 'expression')
        writeFileSync(join(directory, `${basename(file)}.${name}.${i + 1}`), `#!/bin/bash\n${script}\n`)
      }
    }
  }
}
