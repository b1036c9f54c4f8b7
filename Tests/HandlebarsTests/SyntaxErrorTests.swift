import CanonicalJSON
import Handlebars
import PromptTemplate
import Testing

/// Texts that are no templates: what is said, and where.
@Suite struct SyntaxErrorTests {
  /// A text, the place and a part of the reason.
  static let cases: [(String, Int, Int, String)] = [
    ("a\n {{x", 2, 2, "not closed"), ("{{x}", 1, 4, "“}” cannot stand"),
    ("{{}}", 1, 3, "a name or a value"), ("{\"a\":{{x}}}", 1, 9, "three closing braces"),
    ("{\"a\":{{{x}}}}", 1, 10, "four closing braces"),
    ("{{{x}}", 1, 5, "expected }}}, not the end"), ("{{ #if x}}{{/if}}", 1, 4, "“#” cannot stand"),
    ("é\n{{#if x}}", 2, 1, "write {{/if}}"), ("{{/if}}", 1, 1, "closes nothing"),
    ("{{#if x}}\n{{/each}}", 2, 1, "does not close 'if', which begins in line 1, column 1"),
    ("{{else}}", 1, 1, "stands in no block"),
    ("{{#if x}}{{else}}{{else}}{{/if}}", 1, 18, "has an 'else' already"),
    ("{{#if x}}{{else}}{{else if y}}{{/if}}", 1, 18, "has an 'else' already"),
    ("{{^x}}{{else if y}}{{/x}}", 1, 7, "write {{else}}"),
    ("{{#if}}{{/if}}", 1, 4, "one value"), ("{{#if a b}}{{/if}}", 1, 4, "one value"),
    ("{{#ifEquals a}}{{/ifEquals}}", 1, 4, "two values"),
    ("{{if x}}", 1, 3, "'if' is a block"), ("{{each}}", 1, 3, "'each' is a block"),
    ("x {{shout name}}", 1, 5, "no helper is named 'shout'"),
    ("{{user.shout name}}", 1, 3, "no helper is named 'user.shout'"),
    ("{{#shout name}}{{/shout}}", 1, 4, "no block is named 'shout'"),
    ("{{#role \"x\"}}{{/role}}", 1, 4, "'role' is no block"),
    ("{{#history}}{{/history}}", 1, 4, "'history' is no block"),
    ("{{json (shout x)}}", 1, 9, "'shout' gives no value"),
    ("{{json (role \"x\")}}", 1, 9, "'role' gives no value"),
    ("{{json a b}}", 1, 3, "write {{json value}}"),
    ("{{lookup a}}", 1, 3, "{{lookup object name}}"),
    ("{{media contentType=a}}", 1, 1, "{{media url=url}}"),
    ("{{messages name}}", 1, 1, "in quotes"), ("{{role \"\"}}", 1, 1, "1 to 64 characters"),
    ("{{role 5}}", 1, 1, "1 to 64 characters"), ("{{role \"a{\"}}", 1, 1, "1 to 64 characters"),
    ("{{role \"user\" content=\"x\"}}", 1, 15, "'content' cannot be a member"),
    ("{{role \"user\" é=\"x\"}}", 1, 15, "'é' cannot be a member"),
    ("{{#> p}}{{/p}}", 1, 1, "partial blocks"), ("{{> @partial-block}}", 1, 1, "partial blocks"),
    ("{{#*inline \"p\"}}{{/inline}}", 1, 1, "inline partials"), ("{{* x}}", 1, 1, "decorators"),
    ("{{{{raw}}}}{{{{/raw}}}}", 1, 1, "raw blocks"), ("{{> (lookup a b)}}", 1, 5, "no value can"),
    ("{{> p a b}}", 1, 5, "one context"), ("{{items.0}}", 1, 9, "write [0]"),
    ("{{a/../b}}", 1, 5, "'..' can only begin"), ("{{a.this}}", 1, 5, "'this' can only begin"),
    ("{{a b=}}", 1, 7, "a name or a value"), ("{{json a indent=2 b}}", 1, 19, "before 'indent='"),
    ("{{\"x}}", 1, 3, "no closing quote"), ("{{[x}}", 1, 3, "no ']'"),
    ("{{! x", 1, 1, "not closed"),
    ("{{!-- x }}", 1, 1, "write --}}"), ("{{#each a as ||}}{{/each}}", 1, 15, "a name or '|'"),
    ("{{#each a as |x y z|}}{{/each}}", 1, 19, "two values"),
    ("{{^a as |x|}}{{/a}}", 1, 1, "no values to name"),
    ("{{12345678901234567890}}", 1, 3, "too large"),
    ("{{#if " + String(repeating: "(json ", count: 101), 1, 607, "more than 100 deep"),
    (String(repeating: "{{#if a}}", count: 101), 1, 901, "more than 100 deep"),
  ]

  @Test(arguments: cases.indices) func placeAndReason(_ index: Int) {
    let (text, line, column, reason) = Self.cases[index]
    let error = #expect(throws: HandlebarsSyntaxError.self) {
      try HandlebarsTemplate(parsing: text)
    }
    #expect(error?.position == TextPosition(line: line, column: column), "\(text)")
    #expect(error?.reason.contains(reason) == true, "\(text): \(String(describing: error))")
  }

  /// What looks like an error and is none.
  @Test func whatIsText() throws {
    #expect(try text("}} } \\{{#if}} \\{{/x}} {") == "}} } {{#if}} {{/x}} {")
    #expect(try text("{{else_}}{{elsewhere}}", ["else_": "a", "elsewhere": "b"]) == "ab")
    #expect(try text("{{role}} {{json}} {{messages}}", ["role": "a", "json": "b"]) == "a b ")
    #expect(try text("{{items.0.name}}", ["items": [["name": "x"]]]) == "x")
    #expect(try text("{{[a \\] b]}}", ["a ] b": "x"]) == "x")
  }
}
