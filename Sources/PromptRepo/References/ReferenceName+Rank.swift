extension ReferenceName {
  /// The order of what was done at one moment: what leans on something has a higher rank.
  package var rank: Int { ReferenceName.rank(ofBytes: rawValue.utf8) }

  /// The rank of the name with these bytes.
  package static func rank(ofBytes name: some BidirectionalCollection<UInt8>) -> Int {
    if name.starts(with: PromptReferences.root.utf8) {
      if name.ends(with: "/@info") { return 1 }
      return name.ends(with: "/@versions") ? 2 : 3
    }
    if name.starts(with: Tombstone.root.utf8) { return 5 }
    if name.starts(with: ReferenceName.remotes.utf8) { return 6 }
    return name.elementsEqual(SharedChain.releases.reference.rawValue.utf8) ? 4 : 0
  }
}

extension BidirectionalCollection<UInt8> {
  fileprivate func ends(with text: StaticString) -> Bool {
    text.withUTF8Buffer { suffix($0.count).elementsEqual($0) }
  }
}
