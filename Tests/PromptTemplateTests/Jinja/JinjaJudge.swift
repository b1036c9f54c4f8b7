import CanonicalJSON
import PromptTemplate
import TestSupport

/// Jinja2 itself: the names that it finds in templates.
enum JinjaJudge {
  /// The names of each template; `nil` where Jinja2 refuses it.
  static func names(in templates: [String]) throws -> [Set<String>?] {
    let program = """
      import jinja2, jinja2.meta
      class Every(dict):
        # Filters and tests of whoever renders the template.
        def get(self, name, default=None):
          return super().get(name) or (lambda value, *rest, **named: value)
      environment = jinja2.Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
      environment.filters = Every(environment.filters)
      environment.tests = Every(environment.tests)
      def names(text):
        try:
          return sorted(jinja2.meta.find_undeclared_variables(environment.parse(text)))
        except (jinja2.TemplateSyntaxError, AssertionError, RecursionError):
          return None
      answer = [names(text) for text in data]
      """
    let answer = try PythonPackages.run(program, on: .array(templates.map { .string($0) }))
    return (answer.array ?? []).map { $0.array.map { Set($0.compactMap(\.string)) } }
  }

  static func ours(_ template: String) -> Set<String> {
    Set(JinjaScan(template).analysis.variables.map(\.name))
  }
}
