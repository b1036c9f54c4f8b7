internal import Platform
internal import PromptRepo

extension GitProgram {
  /// All references below a folder, in the order of git.
  ///
  /// What is not UTF-8 in a name shows as U+FFFD, so that it is no prompt's.
  func references(under folder: String) throws(RepositoryError) -> [Reference] {
    let result = try ask(["for-each-ref", "--format=%(objectname) %(refname)", folder])
    guard result.succeeded else { throw .git("git could not list references", result) }
    var references: [Reference] = []
    for line in result.output.split(separator: 10) {
      let name = try ReferenceName(String(decoding: line.dropFirst(41), as: UTF8.self))
      guard let target = ObjectID(hex: String(decoding: line.prefix(40), as: UTF8.self)) else {
        throw .git("git lists \(name) with what is no object's id", result)
      }
      references.append(Reference(name, target))
    }
    return references
  }
}
