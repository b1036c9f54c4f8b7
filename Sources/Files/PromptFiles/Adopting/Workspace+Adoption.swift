public import PromptRepo

extension Workspace {
  /// Notes the versions that files were adopted as for the working files that hold them.
  public func note(
    _ report: AdoptionReport, in repository: Repository
  ) throws(RepositoryError) {
    var changes: [PromptName: FileBase?] = [:]
    for item in report.items {
      guard let prompt = try repository.prompt(item.name), let latest = prompt.latest,
        let (file, bytes) = try readable(item.name),
        try reportingFile({ () throws(PromptFileError) in try file.hashes() })
          .contains(latest.hash)
      else { continue }
      let isSame = file.record.applied(to: prompt.record) == prompt.record
      let base = FileBase(latest, record: isSame ? prompt.infoTip : nil)
      let path = relativePath(of: item.name)
      changes[item.name] = .some(
        try sourceControl?.noting(base, of: path, bytes: bytes) ?? base)
    }
    try updateIndex(changes)
  }

  /// A prompt's file; nil if there is none, or none that can be read.
  private func readable(
    _ name: PromptName
  ) throws(RepositoryError) -> (file: PromptFile, bytes: [UInt8])? {
    do {
      return try read(name).map { ($0.file, $0.bytes) }
    } catch  where error.code == .invalid {
      return nil
    }
  }
}
