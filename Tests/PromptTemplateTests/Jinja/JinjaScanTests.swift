import CanonicalJSON
import PromptTemplate
import TestSupport
import Testing

/// The names that Jinja templates take, beside Jinja2 itself.
@Suite struct JinjaScanTests {
  /// A template for each construct, and for what is odd about it.
  static let constructs = [
    // Tags, text, comments, raw blocks.
    "", "text", "{{ a }}", "{{a}}{{- b -}}{{+ c }}", "{ { a } }", "{{ 'a' }}{{ \"b }}\" }}",
    "{# {{ a }} #}{{ b }}", "{#- a -#}", "{#}{{ a }}#}{{ b }}",
    "{% raw %}{{ a }}{% endraw %}{{ b }}",
    "{%- raw -%}{% if x %}{%- endraw -%}", "{% raw %}{% endrawx %}{{ a }}{%endraw%}{{ b }}",
    "{{ {'a': {'b': c}}}}", "{{ a }}}}", "{{ {a: b}[c] }}", "a {{ größe }} {{ 名前 }}",
    // Expressions.
    "{{ a.b.c }}", "{{ a['b'] }}", "{{ a[b] }}", "{{ a[b:c:d] }}", "{{ a[:] }}", "{{ a[::b] }}",
    "{{ a.0.b }}", "{{ 1.5e3 + a }}", "{{ 0x1f ~ a }}", "{{ 1_000 }}",
    "{{ a if b else c }}", "{{ a if b }}", "{{ a if b else c if d else e }}",
    "{{ not a and b or c }}",
    "{{ a not in b }}", "{{ a in b == c }}", "{{ -a ** +b // c % d }}", "{{ a, b }}", "{{ () }}",
    "{{ (a, b)[0] }}", "{{ [a, b,] }}", "{{ {'k': a, b: c} }}", "{{ 'a' 'b' ~ c }}",
    "{{ true }}{{ None }}{{ False }}", "{{ a is defined }}", "{{ a is not divisibleby b }}",
    "{{ a is sameas(b) and c }}", "{{ a is odd or b }}", "{{ a is in b }}", "{{ a|f }}",
    "{{ a|join(b, c=d)|x.y }}", "{{ f(a, b=c, *d, **e) }}", "{{ f(a=a)(b) }}", "{{ a|f(b)(c) }}",
    "{{ range(3) }}{{ dict() }}{{ lipsum() }}{{ cycler() }}{{ joiner() }}{{ namespace() }}",
    "{{ in }}", "{{ if }}", "{{ else }}", "{{ a.if }}", "{{ a.not.is }}",
    // Set.
    "{% set a = 1 %}{{ a }}", "{{ a }}{% set a = 1 %}", "{% set a = a %}", "{% set a, b = c %}",
    "{% set (a, b) = c %}{{ a }}", "{% set a %}{{ b }}{% endset %}{{ a }}",
    "{% set a | upper %}x{% endset %}", "{% set a | replace(b, 'c') %}{{ b }}{% endset %}",
    "{% set ns = namespace(a=b) %}{% set ns.c = d %}{{ ns.c }}", "{% set ns.c = 1 %}",
    "{% set a = 1 %}{% set b = a + c %}", "{% set range = 1 %}{{ range }}", "{{ range }}",
    // Conditions.
    "{% if a %}{{ b }}{% elif c %}{{ d }}{% else %}{{ e }}{% endif %}",
    "{% if a %}{% set b = 1 %}{% endif %}", "{% if a %}{% set b = 1 %}{% endif %}{{ b }}",
    "{% set b = 0 %}{% if a %}{% set b = 1 %}{% endif %}{{ b }}",
    "{% if a %}{% set b = 1 %}{% else %}{% set b = 2 %}{% endif %}{{ b }}",
    "{% if a %}{{ b }}{% else %}{% set b = 1 %}{% endif %}", "{% if a: %}x{% endif %}",
    "{% if a %}{% if b %}{% set c = 1 %}{% endif %}{% endif %}{{ c }}",
    "{% if a %}{% set b = 1 %}{{ b }}{% endif %}", "{% if a, b %}x{% endif %}",
    // Loops.
    "{% for a in b %}{{ a }}{{ loop.index }}{% endfor %}",
    "{% for a in a %}{{ a }}{% endfor %}{{ a }}",
    "{% for a, b in c %}{{ a }}{{ b }}{% endfor %}", "{% for a, (b, c) in d %}{{ c }}{% endfor %}",
    "{% for (a, b) in c recursive %}{{ loop(a) }}{% endfor %}", "{% for a in b, c %}{% endfor %}",
    "{% for a in b if a and c %}{{ a }}{% endfor %}", "{% for a in b if loop %}{% endfor %}",
    "{% for a in b %}x{% else %}{{ a }}{{ loop }}{% endfor %}", "{{ loop }}",
    "{% for a in b %}{% set c = 1 %}{% endfor %}{{ c }}",
    "{% for a in b %}{{ c }}{% endfor %}{% set c = 1 %}",
    "{% set c = 1 %}{% for a in b %}{% set c = c + 1 %}{% endfor %}{{ c }}",
    "{% for a in b %}{% for c in a %}{{ loop.index }}{% endfor %}{{ loop }}{% endfor %}",
    "{% for a in b %}{% block x scoped %}{{ loop }}{{ a }}{% endblock %}{% endfor %}",
    "{% for a in b recursive %}{{ c }}{% endfor %}",
    "{% for a in b if a is odd recursive %}{% endfor %}",
    // Macros and calls.
    "{% macro m(a, b=c) %}{{ a }}{{ b }}{{ d }}{% endmacro %}{{ m(1) }}",
    "{{ m }}{% macro m() %}{% endmacro %}",
    "{% macro m() %}{{ caller() }}{{ varargs }}{{ kwargs }}{% endmacro %}",
    "{{ caller() }}{{ varargs }}",
    "{% macro m(caller=none) %}{{ caller }}{% endmacro %}", "{% macro m(a=a) %}{% endmacro %}",
    "{% macro m() %}{% set caller = 1 %}{{ caller }}{% endmacro %}",
    "{% macro m(a, b=a) %}{% endmacro %}",
    "{% call m(a) %}{{ b }}{% endcall %}", "{% call(a, b=c) m(a) %}{{ a }}{{ b }}{% endcall %}",
    "{% macro a() %}{% macro b() %}{{ caller() }}{% endmacro %}{% endmacro %}",
    "{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}",
    "{% for a in b %}{% macro m() %}{{ a }}{{ loop.index }}{% endmacro %}{% endfor %}",
    // With, filter, autoescape, print.
    "{% with a=1, b=a %}{{ a }}{{ b }}{% endwith %}",
    "{% with %}{% set a = 1 %}{% endwith %}{{ a }}",
    "{% with a, b = c %}{{ a }}{% endwith %}{{ b }}", "{% with a = a %}{{ a }}{% endwith %}",
    "{% filter upper|replace(a, b) %}{{ c }}{% endfilter %}",
    "{% filter f(a) %}{% set a = 1 %}{% endfilter %}",
    "{% autoescape a %}{{ b }}{% endautoescape %}", "{% print a, b %}",
    // Blocks and other templates.
    "{% set a = 1 %}{% block b %}{{ a }}{% set c = 1 %}{{ c }}{% endblock b %}{{ c }}",
    "{% block b %}{{ super() }}{{ self.b() }}{% endblock %}{{ self.b() }}", "{{ super() }}",
    "{% block b %}{% block c %}{{ super() }}{{ d }}{% endblock %}{% endblock %}",
    "{% block b required %} {% endblock %}", "{% extends a %}{% block b %}{{ c }}{% endblock %}",
    "{% extends 'a' %}{{ b }}{% for c in d %}{{ e }}{% endfor %}",
    "{% extends 'a' %}{% extends 'b' %}{% for c in d %}{{ e }}{% endfor %}{{ f }}",
    "{% if x %}{% extends 'a' %}{% endif %}{% extends 'b' %}{% for c in d %}{{ e }}{% endfor %}",
    "{% include a %}{% include 'b' ignore missing with context %}", "{% include [a, 'b'] %}",
    "{% include a if b else c without context %}", "{% import a as b %}{{ b.c }}",
    "{% import 'a' as b with context %}", "{% from a import b, c as d %}{{ b }}{{ c }}{{ d }}",
    "{% from 'a' import b with context %}", "{% from 'a' import b, c, with context %}",
    "{% extends 'a' %}{% extends 'b' %}{% block c %}{% for d in e %}{{ f }}{% endfor %}{% endblock %}",
    "{% set self = 1 %}{{ self }}", "{{ self }}{% set self = 1 %}",
  ]

  @Test func eachConstruct() throws {
    let expected = try JinjaJudge.names(in: Self.constructs)
    try #require(expected.count == Self.constructs.count)
    for (template, names) in zip(Self.constructs, expected) {
      guard let names else {
        Issue.record("Jinja2 refuses \(template)")
        continue
      }
      let scan = JinjaScan(template)
      #expect(Set(scan.analysis.variables.map(\.name)) == names, "\(template)")
      #expect(scan.unreadableTags.isEmpty, "\(template)")
    }
  }

  @Test func randomTemplates() throws {
    var random = RandomJinja(seed: 31)
    let templates = (0..<(isExtra ? 20_000 : 1_500)).map { _ in random.template() }
    let expected = try JinjaJudge.names(in: templates)
    try #require(expected.count == templates.count)
    var read = 0
    for (template, names) in zip(templates, expected) {
      let scan = JinjaScan(template)
      guard let names else { continue }
      read += 1
      #expect(Set(scan.analysis.variables.map(\.name)) == names, "\(template)")
      #expect(scan.unreadableTags.isEmpty, "\(template)")
    }
    #expect(read > templates.count * 3 / 4)
  }

  /// Right templates with faults put in: where Jinja2 still reads one, the names are the same.
  @Test func brokenTemplates() throws {
    var random = RandomJinja(seed: 32)
    var mutator = Mutator(seed: 33)
    let corpus = (0..<500).map { _ in Array(random.template().utf8) } + Self.words
    let templates = (0..<(isExtra ? 20_000 : 1_500)).map { _ in
      String(decoding: mutator.input(from: corpus).prefix(3_000), as: UTF8.self)
        .filter { $0 != "\0" }
    }
    let expected = try JinjaJudge.names(in: templates)
    try #require(expected.count == templates.count)
    var read = 0
    var refused = 0
    for (template, names) in zip(templates, expected) {
      let scan = JinjaScan(template)
      if let names {
        read += 1
        #expect(Set(scan.analysis.variables.map(\.name)) == names, "\(template)")
      } else if !scan.unreadableTags.isEmpty {
        refused += 1
      }
    }
    #expect(read > templates.count / 10)
    #expect(refused > templates.count / 10)
  }

  private static let words = constructs.map { Array($0.utf8) }.filter { !$0.isEmpty }

  /// Templates that others wrote: those by which `openapi-python-client` makes clients.
  @Test func realTemplates() throws {
    let program = """
      import pathlib, openapi_python_client
      folder = pathlib.Path(openapi_python_client.__file__).parent / "templates"
      answer = [file.read_text() for file in sorted(folder.rglob("*.jinja"))]
      """
    let templates = try PythonPackages.run(program, on: .null).array?.compactMap(\.string) ?? []
    let expected = try JinjaJudge.names(in: templates)
    #expect(templates.count >= 38)
    for (template, names) in zip(templates, expected) {
      let scan = JinjaScan(template)
      #expect(Set(scan.analysis.variables.map(\.name)) == names, "\(template)")
      #expect(scan.unreadableTags.isEmpty)
    }
  }

  /// Prompts, which are hardly ever Jinja.
  @Test func realPrompts() throws {
    let prompts = try RealPrompts.load().map(\.template)
    for (prompt, names) in zip(prompts, try JinjaJudge.names(in: prompts)) {
      if let names { #expect(JinjaJudge.ours(prompt) == names) }
    }
  }

  @Test func placesInOrderOfTheText() {
    let template = """
      {% for é in users if é.age > limit %}é {{ é }}, {{ greeting|default('hi') }}
      \t{{ greeting }}{% endfor %}{% set other = 1 %}{{ other }}
      {% if formal %}{% set title = "Dr" %}{{ title }}{% endif %}{{ title if formal else name }}
      """
    let variables = JinjaScan(template).analysis.variables
    #expect(
      variables.map { "\($0.name) \($0.places.map { "\($0.line):\($0.column)" })" } == [
        #"users ["1:13"]"#, #"limit ["1:30"]"#, #"greeting ["1:52", "2:5"]"#,
        #"formal ["3:7", "3:72"]"#, #"title ["3:63"]"#, #"name ["3:84"]"#,
      ])
  }

  @Test func setUnderAConditionOnly() throws {
    let variables = JinjaScan("{% if a %}{% set b = 1 %}{{ b }}{% endif %}").analysis.variables
    #expect(variables.map(\.name) == ["a", "b"])
    #expect(variables.map(\.isRead) == [false, false])
    #expect(variables.last?.places.map(\.column) == [18, 29])
  }

  @Test(arguments: [
    ("{{ a }}", AnalyzedVariable.Kind.text, true), ("{{ a.b }}", .data, true),
    ("{{ a[0] }}", .data, true), ("{% for x in a %}{% endfor %}", .data, true),
    ("{{ a() }}", .data, true), ("{{ b[a] }}", .text, true), ("{{ a|upper }}", .text, true),
    ("{% if a %}{% endif %}", .data, false),
    ("{% if not a and (a or a) %}{% endif %}", .data, false),
    ("{% if a == 'x' %}{% endif %}", .text, true), ("{% if a.b %}{% endif %}", .data, true),
    ("{{ 'x' if a }}", .data, false), ("{{ a if a }}", .text, true),
    ("{{ a|default('x') }}", .data, false), ("{{ a is defined }}", .data, false),
    ("{{ a is none }}", .data, false), ("{{ a is odd }}", .text, true),
    ("{% if a %}{{ a }}{% endif %}", .text, true), ("{{ a + 1 if a }}", .text, true),
    ("{% if a|length %}{% endif %}", .text, true), ("{{ not a }}", .data, false),
  ])
  func use(template: String, kind: AnalyzedVariable.Kind, isRead: Bool) {
    let variable = JinjaScan(template).analysis.variables.first { $0.name == "a" }
    #expect(variable?.kind == kind)
    #expect(variable?.isRead == isRead)
  }

  @Test(arguments: [
    ("{{ a b }}{{ c }}", ["a", "c"], [1]), ("{% endif %}{{ a }}", ["a"], [1]),
    ("{% if a %}{{ b }}", ["a", "b"], [1]), ("{{ a", ["a"], [1]), ("{# {{ a }}", [], [1]),
    ("{{ a }}{% raw %}{{ b }}", ["a"], [8]), ("{{ it's }}{{ a }}", ["it", "a"], [1]),
    ("{% for x in y %}{% if z %}{{ x }}{% endfor %}{{ x }}", ["y", "z", "x"], [17]),
    ("{% trans %}{{ a }}{% endtrans %}", ["a"], [1, 19]), ("{{ a.1e3 }}", ["a"], [1]),
    ("{{{a}}}", ["a"], [1]), ("{% set a = %}{{ a }}", ["a"], [1]), ("{{ }}{% %}", [], [1, 6]),
    ("{{ (a }}{{ b) }}", ["a", "b"], [1, 9]), ("{{ a & b }} {{ c }}", ["a", "c"], [1]),
    ("{% do a.append(b) %}{% break %}", ["a", "b"], []),
    ("{{ user {{ name }}", ["user"], [1]),
  ])
  func whatCannotBeRead(template: String, names: [String], columns: [Int]) {
    let scan = JinjaScan(template)
    #expect(scan.analysis.variables.map(\.name) == names)
    #expect(scan.unreadableTags.map(\.column) == columns)
  }

  @Test func nestingIsBounded() {
    let deep = 5_000
    for (open, middle, close) in [
      ("{{ ", "(", "a"), ("{{ ", "[", "a"), ("{{ ", "{a:", "a"), ("{{ ", "a(", ""),
      ("{{ ", "a[", ""),
      ("{{ ", "not ", "a }}"), ("{{ ", "- ", "a }}"), ("{{ ", "a if a else ", "a }}"),
      ("{{ a", "|a(a", ""), ("{% for ", "(", "a"), ("", "{% if a %}", ""),
      ("", "{% for b in a %}", ""), ("", "{% macro m(b=a) %}", "{{ a }}"),
      ("{% if a %}", "{% elif a %}", "{% endif %}"), ("", "{% block b %}{{ a }}", ""),
      ("", "{% set b %}", "{{ a }}"), ("", "{% call(b=a) m() %}", "{{ a }}"),
      ("", "{% filter a(a) %}", ""), ("", "{% with b = a %}", "{{ a }}"),
    ] {
      let text = open + String(repeating: middle, count: deep) + close
      let scan = JinjaScan(text)
      #expect(scan.unreadableTags.count <= deep + 1)
      // What lies too deep in one tag is not read.
      if middle != "(", middle != "[" {
        #expect(scan.analysis.variables.contains { $0.name == "a" }, "\(open) \(middle)")
      }
    }
  }

  /// Texts on which work that grows with the square of the size would take minutes.
  @Test(arguments: [
    "{", "{{", "{%", "{#", "{{ a", "{{ 'a", "{{ \"a' ", "{{ '\\' }}", "{{\\'}}", "{% raw %}",
    "{% raw %}{% endraw %}", "{%  ", "{{ a }}", "{{ b.c|d(e) }}", "{{ (", "{{ )}}", "}}",
    "é{{ é }}",
    "{% if a %}{% set b = 1 %}{% endif %}", "{% for a in b %}{{ a }}{% endfor %}", "{% endfor %}",
    "{% block b %}{{ a }}{% endblock %}", "{{ 1_", "{{ 0x", "{{ 1e", "{% set a %}", "{% elif %}",
    "{% extends a %}", "{% macro a(a=a) %}{% endmacro %}{{ a }}", "{% print a,",
  ])
  func largeTexts(unit: String) {
    let size = 200_000
    let text = String(repeating: unit, count: size / unit.utf8.count)
    let scan = JinjaScan(text)
    #expect(scan.analysis.variables.count <= 6)
    let names = (0..<size / 40).map { "\(unit) {{ n\($0) }}" }.joined()
    _ = JinjaScan(names)
  }
}
