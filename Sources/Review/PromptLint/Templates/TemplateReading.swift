package import CanonicalJSON
internal import Handlebars
package import PromptTemplate

/// A template read in its dialect: what it asks for, and what of it cannot be read.
package struct TemplateReading: Sendable {
  /// What the template asks for and gives, without what its partials do; of a text that cannot be
  /// read, nothing.
  package let analysis: TemplateAnalysis

  /// What cannot be read, in the order of its places. In Handlebars one such place makes the whole
  /// unreadable; of Jinja the rest is read on.
  package let faults: [Fault]

  /// A place of a template that its dialect cannot read.
  package struct Fault: Sendable, Hashable {
    /// Where it is in the template.
    package let position: TextPosition
    /// What is wrong there, and what to do.
    package let reason: String
  }

  /// Reads a template.
  package init(_ text: String, dialect: Dialect) {
    switch dialect {
    case .plain, .strict:
      self.init(Template(text, dialect: dialect).analysis)
    case .chat: self.init(ChatText(parsing: text).analysis)
    case .jinja:
      let scan = JinjaScan(text)
      self.init(
        scan.analysis,
        faults: scan.unreadableTags.map {
          Fault(
            position: $0,
            reason: "Jinja cannot read this tag: mend it, or put it between {% raw %} and "
              + "{% endraw %}")
        })
    case .handlebars:
      do throws(HandlebarsSyntaxError) {
        self.init(try HandlebarsTemplate(parsing: text).analysis)
      } catch {
        self.init(
          TemplateAnalysis(kind: .text),
          faults: [Fault(position: error.position, reason: error.reason)])
      }
    }
  }

  private init(_ analysis: TemplateAnalysis, faults: [Fault] = []) {
    self.analysis = analysis
    self.faults = faults
  }
}
