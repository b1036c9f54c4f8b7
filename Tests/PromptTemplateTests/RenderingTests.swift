import CanonicalJSON
import Foundation
import PromptTemplate
import Testing

@Suite struct RenderingTests {
  static let values: JSONObject = [
    "name": "Ada", "x": "1", "_": "under", "a.b-c_1": "dotted", "empty": "", "braces": "{{x}}",
    "null": .null, "true": true, "number": 3, "list": [1, "a", .null],
    "object": ["b": 1, "a": [:]],
    "K": "kelvin",
  ]

  @Test(arguments: [
    ("", ""), ("no marks", "no marks"), ("{{name}}", "Ada"), ("Hi {{name}}!", "Hi Ada!"),
    ("{{ name }}", "Ada"), ("{{\t name \t}}", "Ada"), ("{{name}}{{name}}", "AdaAda"),
    ("{{_}}", "under"), ("{{a.b-c_1}}", "dotted"), ("[{{empty}}]", "[]"),
    // Three braces are as good as two; else the innermost count.
    ("{{{x}}}", "1"), ("{{{ x\t}}}", "1"), ("{{{x}}}{{{x}}}", "11"),
    ("{{{missing}}}", "{{{missing}}}"),
    ("{{{x}}}}", "1}"), ("{{{{x}}}}", "{{1}}"), ("{{{{x}}}", "{{1}"), ("{{{x}}", "{1"),
    ("{{x}}}", "1}"), ("{{{{{x}}}}}", "{{{1}}}"), ("{ {{x}} }", "{ 1 }"), ("{{{x} }}", "{{{x} }}"),
    ("{\"a\":{\"b\":{{x}}}}", "{\"a\":{\"b\":1}}"), ("[{{{x}}}]", "[1]"),
    ("{{ {{x}} }}", "{{ 1 }}"), ("{{x{{x}}", "{{x1"), ("{{x}{{x}}", "{{x}1"),
    // Anything else is text.
    ("{x}", "{x}"), ("{{}}", "{{}}"), ("{{ }}", "{{ }}"), ("{{x}", "{{x}"), ("{{x", "{{x"),
    ("{{x} }", "{{x} }"), ("{ {x}}", "{ {x}}"), ("{{x y}}", "{{x y}}"), ("{{1x}}", "{{1x}}"),
    ("{{.x}}", "{{.x}}"), ("{{-x}}", "{{-x}}"), ("{{x\n}}", "{{x\n}}"),
    ("{{\u{a0}x}}", "{{\u{a0}x}}"),
    ("{{x|upper}}", "{{x|upper}}"), ("{{#x}}", "{{#x}}"), ("{{é}}", "{{é}}"), ("{{xé}}", "{{xé}}"),
    ("{", "{"), ("{{", "{{"), ("}}", "}}"), ("${x}", "${x}"), ("${{x}}", "$1"),
    ("{\"a\": {\"b\": {}}}", "{\"a\": {\"b\": {}}}"), ("{\"a\":{{number}}}", "{\"a\":3}"),
    // Backslashes mean nothing here.
    ("\\{{x}}", "\\1"), ("\\\\{{x}}", "\\\\1"),
    // Values.
    ("{{braces}}{{x}}", "{{x}}1"), ("{{null}}|{{true}}|{{number}}", "|true|3"),
    ("{{list}}{{object}}", "[1,\"a\",null]{\"b\":1,\"a\":{}}"),
    // Without a value.
    ("{{ missing }} {{name}}", "{{ missing }} Ada"), ("{{Name}}", "{{Name}}"),
    // Bytes are kept.
    ("e\u{301}{{x}}\u{301}\r\n", "e\u{301}1\u{301}\r\n"), ("\r{{x}}\n", "\r1\n"),
  ])
  func lenient(_ text: String, _ expected: String) {
    let template = Template(text)
    #expect(Array(template.render(Self.values).utf8) == Array(expected.utf8))
    #expect(template.renderUTF8(Self.values) == Array(expected.utf8))
  }

  @Test(arguments: [
    ("{{x}}", "1"), ("\\{{x}}", "{{x}}"), ("\\\\{{x}}", "\\1"), ("\\\\\\{{x}}", "\\{{x}}"),
    ("\\\\\\\\{{x}}", "\\\\1"), ("\\{{", "{{"), ("\\{{ no", "{{ no"), ("\\{x}", "\\{x}"),
    ("\\ \\\\ \\n", "\\ \\\\ \\n"), ("\\", "\\"), ("\\{", "\\{"), ("\\{{{x}}", "{{{x}}"),
    ("\\{{{{x}}", "{{1"), ("\\\\{{{x}}}", "\\1"), ("\\{{{{{x}}}", "{{1"), ("{\\{{x}}", "{{{x}}"),
    ("{{x}}\\{{x}}", "1{{x}}"),
    ("{{x\\}}", "{{x\\}}"), ("{{\\x}}", "{{\\x}}"), ("{{missing}} \\{{x}}", "{{missing}} {{x}}"),
    ("\\é{{x}}", "\\é1"),
  ])
  func strictDialect(_ text: String, _ expected: String) {
    #expect(Template(text, dialect: .strict).render(Self.values) == expected)
  }

  @Test func namesAreBytes() {
    // To Swift's String the Kelvin sign is the letter K.
    #expect(Template("{{K}}").render(["\u{212a}": 1]) == "{{K}}")
    #expect(throws: TemplateError.self) { try Template("{{K}}").render(strict: ["\u{212a}": 1]) }
  }

  @Test func numbersAreCanonical() throws {
    let values = try #require(JSONValue(parsing: #"{"n":[1.0,1e21,-0,0.000001,1E-7]}"#).object)
    #expect(Template("{{n}}").render(values) == "[1,1e+21,0,0.000001,1e-7]")
  }

  @Test func bytesThatAreNotUTF8AreReplaced() {
    let template = Template(utf8: [0xff, 0x7b, 0x7b, 0x78, 0x7d, 0x7d, 0xc3])
    #expect(template.render(["x": "1"]) == "\u{fffd}1\u{fffd}")
    #expect(template.renderUTF8(["x": "1"]) == [0xff, 0x31, 0xc3])
  }

  /// The rule as one regular expression, whose engine is the judge; and what it leaves of double
  /// braces is what strict rendering refuses.
  @Test func randomTextsAsARegularExpressionReadsThem() throws {
    let name = #"[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*"#
    let rule = try NSRegularExpression(
      pattern: #"(?<!\{)\{\{\{\#(name)\}\}\}|\{\{\#(name)\}\}"#)
    let braces = try NSRegularExpression(pattern: #"\{\{+"#)
    let pieces = [
      "{", "{", "{{", "{{{", "}", "}}", "}}", "}}}", "a", "b1", "_", "-", ".", " ", "\t", "\n", "é",
      "\\",
    ]
    var generator = SystemRandomNumberGenerator()
    var (found, refused) = (0, 0)
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...14, using: &generator)
      let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      func whole(_ text: String) -> NSRange { NSRange(location: 0, length: text.utf16.count) }
      let matches = rule.matches(in: text, range: whole(text))
      let names = matches.map { match in
        [match.range(at: 1), match.range(at: 2)].filter { $0.location != NSNotFound }
          .map { (text as NSString).substring(with: $0) }.joined()
      }
      let expected = rule.stringByReplacingMatches(
        in: text, range: whole(text), withTemplate: "<$1$2>")
      let template = Template(text)
      var values = JSONObject()
      for name in names { values[name] = .string("<\(name)>") }
      #expect(template.variables.map(\.name) == values.map(\.key))
      #expect(template.renderUTF8(values) == Array(expected.utf8))
      let left = braces.numberOfMatches(in: expected, range: whole(expected))
      #expect(template.strayBraces.count == left, "\(text)")
      if left == 0 {
        #expect(try template.render(strict: values) == expected)
      } else {
        #expect(throws: TemplateError.self) { try template.render(strict: values) }
        refused += 1
      }
      found += matches.count
    }
    #expect(found > 100 && refused > 100)
  }
}
