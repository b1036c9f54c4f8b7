internal import CanonicalJSON

extension VersionContent {
  /// The name of the template's file in a version's tree.
  static let templateFile = "template.txt"
  /// The name of the configuration's file, absent when there is none.
  static let configFile = "config.json"

  /// The objects of the version's tree: its files, and the tree itself last.
  package var objects: (files: [GitObject], tree: GitObject) {
    let template = GitObject(.blob, Array(self.template.utf8))
    var files = [template]
    var entries = [TreeEntry(.file, VersionContent.templateFile, template.id)]
    if let config {
      let blob = GitObject(.blob, JSONValue.object(config).utf8(.canonical) + [10])
      files.append(blob)
      entries.append(TreeEntry(.file, VersionContent.configFile, blob.id))
    }
    return (files, Tree(entries).object)
  }
}
