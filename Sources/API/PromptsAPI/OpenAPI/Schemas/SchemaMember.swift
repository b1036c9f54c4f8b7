/// A member of an object in a schema.
struct SchemaMember: Sendable {
  let name: String
  let schema: Schema
  let isRequired: Bool

  /// A member that is always there.
  static func required(_ name: String, _ schema: Schema, _ description: String) -> SchemaMember {
    SchemaMember(name: name, schema: schema.about(description), isRequired: true)
  }

  /// A member that may be absent.
  static func optional(_ name: String, _ schema: Schema, _ description: String) -> SchemaMember {
    SchemaMember(name: name, schema: schema.about(description), isRequired: false)
  }
}
