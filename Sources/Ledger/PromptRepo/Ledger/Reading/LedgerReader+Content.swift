internal import CanonicalJSON

extension LedgerReader {
  func readContent(_ treeID: ObjectID) throws(RepositoryError) -> VersionContent {
    let tree = try Tree(required(treeID, for: "a version's tree"))
    guard let entry = tree[VersionContent.templateFile] else {
      throw RepositoryError(
        .damaged, "tree \(treeID) has no \(VersionContent.templateFile), so it is not a version's")
    }
    let blob = try required(entry.id, for: "a template")
    guard let template = String(validating: blob.bytes, as: UTF8.self) else {
      throw .damaged(blob, "is not UTF-8 text")
    }
    guard let config = tree[VersionContent.configFile] else {
      return try VersionContent(template: template)
    }
    return try VersionContent(template: template, config: readConfig(config.id))
  }

  private func readConfig(_ id: ObjectID) throws(RepositoryError) -> JSONObject {
    let blob = try required(id, for: "a version's configuration")
    do {
      if let config = try JSONValue(parsing: blob.bytes).object { return config }
    } catch {
      throw RepositoryError(
        .damaged, "the configuration in object \(id) is not JSON: \(error)", cause: error)
    }
    throw .damaged(blob, "is not a JSON object")
  }
}
