// The pages of the goals are made of this file alone. Maven must not know that a parameter is
// required, since it would not look into the environment for its value: so the plugin's own
// descriptor does not say it, and what the descriptions say is said here.
def file = new File(project.build.directory, 'plugin-enhanced.xml')
def goal = ''
file.text = file.text.replaceAll(/(?s)<goal>([^<]+)<|<parameter>.*?<\/parameter>/) { String element, name ->
  goal = name ?: goal
  def says = element =~ /\bRequired(\.| for &lt;code&gt;${goal}&lt;)/
  name || !says ? element : element.replace('<required>false<', '<required>true<')
}
