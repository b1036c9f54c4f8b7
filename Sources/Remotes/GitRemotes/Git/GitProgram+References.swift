internal import Platform
internal import PromptRepo

extension GitProgram {
  /// Lists the references of a mirror, and removes those whose names are not UTF-8.
  ///
  /// In the list, such bytes show as U+FFFD, so that the name is no prompt's.
  func cleanedMirror(_ folder: String) throws(RepositoryError) -> [Reference] {
    let listing = try ask(["for-each-ref", "--format=%(objectname) %(refname)", folder])
    guard listing.succeeded else { throw .git("git cannot list the mirror", listing) }
    var references: [Reference] = []
    var removals: [UInt8] = []
    for line in listing.output.split(separator: 10) {
      let (id, bytes) = (line.prefix(40), line.dropFirst(41))
      let name = try ReferenceName(String(decoding: bytes, as: UTF8.self))
      guard let target = ObjectID(hex: String(decoding: id, as: UTF8.self)) else {
        throw .git("git lists \(name) with what is no object's id", listing)
      }
      references.append(Reference(name, target))
      if !name.rawValue.utf8.elementsEqual(bytes) {
        removals += Array("delete ".utf8) + bytes + [32] + id + [10]
      }
    }
    guard !removals.isEmpty else { return references }
    let result = try ask(["update-ref", "--stdin"], input: removals)
    guard result.succeeded else { throw failure("git cannot clean the mirror up", result) }
    return references
  }
}
