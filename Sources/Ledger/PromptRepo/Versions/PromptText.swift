internal import CanonicalJSON
package import Handlebars
package import PromptTemplate

/// A text, taken apart as its dialect says.
package enum PromptText: Sendable {
  /// Placeholders only, in the dialects plain and strict.
  case template(Template)
  /// Messages with placeholders.
  case chat(ChatText)
  /// Messages with conditions and loops.
  case handlebars(HandlebarsTemplate)
  /// The names that a template of Jinja asks for; its clients render it.
  case jinja(JinjaScan)
  /// A text that its dialect cannot read. It is kept as it is where it came with a history.
  case unreadable(HandlebarsSyntaxError)

  /// Takes a text apart.
  package init(_ text: String, dialect: Dialect) {
    switch dialect {
    case .plain, .strict: self = .template(Template(text, dialect: dialect))
    case .chat: self = .chat(ChatText(parsing: text))
    case .handlebars:
      do throws(HandlebarsSyntaxError) {
        self = .handlebars(try HandlebarsTemplate(parsing: text))
      } catch {
        self = .unreadable(error)
      }
    case .jinja: self = .jinja(JinjaScan(text))
    }
  }

  /// The analysis of the text by itself, without what its partials ask for.
  package var analysis: TemplateAnalysis {
    switch self {
    case .template(let template): template.analysis
    case .chat(let text): text.analysis
    case .handlebars(let template): template.analysis
    case .jinja(let scan): scan.analysis
    case .unreadable: TemplateAnalysis(kind: .text)
    }
  }
}

extension TemplateAnalysis {
  /// The list that dotprompt's `{{history}}` stands for, which a text of Handlebars need not name.
  private static let history = "history"

  /// The names whose values are lists of messages.
  func namesOfLists(in dialect: Dialect) -> [String] {
    let names = variables.filter { $0.kind == .messages }.map(\.name)
    guard dialect == .handlebars,
      !variables.contains(where: { $0.name.hasSameBytes(as: Self.history) })
    else { return names }
    return names + [Self.history]
  }
}
