internal import CanonicalJSON
internal import CanonicalJSON
public import PromptTemplate

/// A version's content with its template ready to be rendered.
public struct VersionText: Sendable {
  /// The content.
  public let content: VersionContent
  /// The template, parsed in the content's dialect.
  public let template: Template

  init(_ content: VersionContent) {
    self.content = content
    self.template = Template(content.template, dialect: content.dialect)
  }

  /// About how many bytes of memory it takes; the template is held as text and taken apart.
  var byteCount: Int {
    let config = content.config.map { JSONValue.object($0).utf8(.canonical).count }
    return 2 * content.template.utf8.count + (config ?? 0)
  }
}

extension VersionContent {
  /// How the template is read: the configuration's `dialect`, or the standard one.
  public var dialect: TemplateDialect {
    config?["dialect"]?.string == "strict" ? .strict : .standard
  }
}
