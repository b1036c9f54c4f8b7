/// Which columns or keys of a file hold a prompt's name and template.
public struct ImportFields: Sendable {
  /// Holds the name; by default, in CSV, the first there is of `name`, `act` and `title`, in JSON
  /// `name`.
  public var name: String?

  /// Holds the template; by default, in CSV, the first there is of `template` and `prompt`, in
  /// JSON `template`.
  public var template: String?

  /// The given fields, or the usual ones.
  public init(name: String? = nil, template: String? = nil) {
    self.name = name
    self.template = template
  }
}
