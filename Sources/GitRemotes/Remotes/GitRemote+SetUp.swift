public import PromptRepo

extension GitRemote {
  /// Makes plain `git fetch` bring the remote's ledger too.
  ///
  /// Adds fetch refspecs to the repository's configuration, and only those that are missing. A
  /// push refspec is never added: with one, plain `git push` would no longer push the branch.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` when the remote is set up to overwrite
  ///   references of the ledger itself, as `git clone --mirror` does.
  public func setUp(in git: GitProgram) throws(RepositoryError) -> RemoteSetup {
    let key = "remote.\(name).fetch"
    let present = try git.settings(key)
    for refspec in present { try refuseOverwriting(refspec) }
    let missing = fetchRefspecs.filter { refspec in
      !present.contains { $0.utf8.elementsEqual(refspec.utf8) }
    }
    for refspec in missing { try git.add(refspec, to: key) }
    return RemoteSetup(remote: name, added: missing)
  }

  /// Refuses a refspec whose destinations are references of the ledger.
  private func refuseOverwriting(_ refspec: String) throws(RepositoryError) {
    guard let colon = refspec.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
    let destination = refspec[refspec.utf8.index(after: colon)...].utf8.prefix { $0 != 42 }
    for root in [PromptReferences.root, Tombstone.root, promptsRoot, tombstonesRoot]
    where root.utf8.starts(with: destination) && !fetchRefspecs.contains(refspec) {
      throw RepositoryError(
        .unsupported,
        "the remote '\(name)' fetches \(refspec), which overwrites the ledger of this repository",
        hint: "Use a clone that `git clone` made without --mirror")
    }
  }
}
