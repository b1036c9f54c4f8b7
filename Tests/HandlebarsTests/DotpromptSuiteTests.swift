import CanonicalJSON
import Foundation
import Handlebars
import PromptTemplate
import TestSupport
import Testing

/// The public suite of dotprompt, `google/dotprompt`, `spec/**/*.yaml`: the messages of every case.
@Suite struct DotpromptSuiteTests {
  /// The suite's folder; no package has it.
  static let folder =
    ProcessInfo.processInfo.environment["DOTPROMPT_SPEC"]
    ?? "\(RealPrompts.projectRoot)/../shared/data/dotprompt-spec"

  @Test(.enabled(if: exists(folder), "DOTPROMPT_SPEC does not name the folder of the suite"))
  func publicSuite() throws {
    let answer = try PythonPackages.run(Self.program, on: .string(Self.folder))
    let cases = answer.array?.compactMap(\.object) ?? []
    #expect(cases.count == 117)
    for testCase in cases {
      let name = Comment(rawValue: testCase["name"]?.string ?? "")
      let history = testCase["history"]?.array?.map { value in
        message(
          value.object?["role"]?.string ?? "",
          value.object?["content"]?.array?.first?.object?["text"]?.string ?? "")
      }
      let input = RenderInput(
        testCase["input"]?.object ?? [:], lists: history.map { ["history": $0] } ?? [:],
        context: testCase["context"]?.object ?? [:])
      let elements = try HandlebarsTemplate(parsing: testCase["template"]?.string ?? "").render(
        input, defaults: testCase["default"]?.object ?? [:],
        partials: handlebars(testCase["partials"]?.object ?? [:]))
      let given = elements.filter { if case .list = $0 { false } else { true } }
      let expected = try #require(testCase["messages"], name)
      #expect(dotprompt(given).isEqualIgnoringOrder(to: expected), name)
    }
  }

  /// Takes header and template apart as dotprompt does, and puts together what a case is given.
  static let program = """
    import glob, os, re, yaml
    answer = []
    for path in sorted(glob.glob(os.path.join(data, '**', '*.yaml'), recursive=True)):
      for suite in yaml.safe_load(open(path, encoding='utf-8')):
        for test in suite['tests']:
          header, body = {}, suite['template']
          found = re.match(r'(?:#[^\\n]*\\n)*---\\s*\\n(.*?)\\n---[ \\t]*(?:\\r?\\n(.*))?\\Z', body, re.S)
          if found:
            header, body = yaml.safe_load(found[1]) or {}, (found[2] or '').strip()
          given = {**(suite.get('data') or {}), **(test.get('data') or {})}
          defaults = {}
          for metadata in (header, test.get('options') or {}):
            defaults.update((metadata.get('input') or {}).get('default') or {})
          messages = test['expect']['messages']
          for message in messages:
            message.pop('metadata', None)
          answer.append({
            'name': f"{os.path.basename(path)}: {suite['name']}: {test['desc']}",
            'template': body, 'input': given.get('input') or {},
            'context': given.get('context') or {}, 'history': given.get('messages'),
            'default': defaults, 'messages': messages,
            'partials': {**suite.get('partials', {}), **suite.get('resolverPartials', {})}})
    """
}
