// Runs the run.groovy of each story that the invoker has built, several at a time; the invoker runs
// one script after the other. What fails becomes a failure in the invoker's report, which fails the
// build and names all stories that failed.

import java.util.concurrent.Callable
import java.util.concurrent.Executors
import javax.xml.parsers.DocumentBuilderFactory
import javax.xml.transform.TransformerFactory
import javax.xml.transform.dom.DOMSource
import javax.xml.transform.stream.StreamResult

def target = project.build.directory
def property = { session.userProperties[it] ?: project.properties[it] }
// the variables of the other scripts, except for context
def variables = [
  registry: property('captain.it.registry'),
  registryHome: property('captain.it.registry.home'),
  // a binary of Distribution 3, whose uploads can be resumed; empty if there is none
  distribution3: property('captain.it.distribution3') ?: '',
  projectVersion: project.version,
  localRepositoryPath: new File(target, 'it-repository')
]

// the invoker has deleted its own
new File(target, 'it-settings.xml').text = new File(project.basedir, 'src/it/settings.xml').text
    .replace('@localRepositoryUrl' + '@', session.request.localRepositoryPath.toURI().toString())

// for the Mavens that the scripts start, as MAVEN_OPTS of the invoker for its own; a blank would separate options
def archive = new File(target, 'maven.jsa').path
def jvm = property('it.jvm') + (archive.contains(' ') ? '' : ' -XX:SharedArchiveFile=' + archive)

def evaluate = { File script ->
  new File(script.parentFile, '.mvn/jvm.config').text = jvm
  new File(script.parentFile, 'build.log').withWriterAppend('UTF-8') { writer ->
    def output = new PrintWriter(writer, true)
    // these lines are those of the invoker
    output.println("Running post-build script: $script")
    try {
      def binding = new Binding(variables + [basedir: script.parentFile, out: output])
      def result = new GroovyShell(getClass().classLoader, binding).evaluate(script)
      if (!(result in [null, true])) {
        throw new AssertionError("The script returned $result" as Object)
      }
    } catch (Throwable e) {
      e.printStackTrace(output)
      throw e
    } finally {
      output.println("Finished post-build script: $script")
    }
  }
}

def read = { File report -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report) }
def setFailed = { File report, String message ->
  def document = read(report)
  document.documentElement.with {
    setAttribute('result', 'failure-post-hook')
    appendChild(document.createElement('failureMessage')).textContent = message
  }
  TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(report))
}

def run = { File script, File report ->
  def name = "${script.parentFile.name}/${script.name}".toString()
  log.info("Running: $name")
  def start = System.nanoTime()
  def result = { "          ${(name + ' ').padRight(50, '.')} $it (${((System.nanoTime() - start) / 1e9).round(1)} s)".toString() }
  try {
    evaluate(script)
    log.info(result('SUCCESS'))
  } catch (Throwable e) {
    setFailed(report, e.toString())
    log.error(result('FAILED'))
    def line = e.stackTrace.find { it.fileName == script.name }?.lineNumber ?: '?'
    log.error("Line $line: $e\nSee ${new File(script.parentFile, 'build.log')}".toString())
  }
}

def tasks = new File(target, 'invoker-reports').listFiles().findAll { it.name.startsWith('BUILD-') }.sort().collectMany { report ->
  def job = read(report).documentElement
  def script = new File(target, "it/${job.getAttribute('project')}").toPath().resolveSibling('run.groovy').toFile()
  job.getAttribute('result') == 'success' && script.exists() ? [{ run(script, report) } as Callable] : []
}
def threads = Executors.newFixedThreadPool(property('it.parallel') as int)
try {
  threads.invokeAll(tasks)*.get()
} finally {
  threads.shutdownNow()
}
