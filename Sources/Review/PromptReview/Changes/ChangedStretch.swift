internal import TextDiff

/// A place where two texts differ, in bytes of UTF-8 of each; either may be empty.
struct ChangedStretch: Hashable {
  let old: Range<Int>
  let new: Range<Int>
  /// The text that is gone.
  let removed: String
  /// The text that is new.
  let inserted: String

  /// All of a word diff, in their order.
  static func all(in words: WordDiff) -> [ChangedStretch] {
    var stretches: [ChangedStretch] = []
    var (old, new) = (0, 0)
    var (removed, inserted) = ("", "")
    func end() {
      if removed.utf8.isEmpty, inserted.utf8.isEmpty { return }
      let (before, after) = (removed.utf8.count, inserted.utf8.count)
      stretches.append(
        ChangedStretch(
          old: old..<old + before, new: new..<new + after, removed: removed, inserted: inserted))
      (old, new) = (old + before, new + after)
      (removed, inserted) = ("", "")
    }
    for segment in words.segments {
      switch segment {
      case .removed(let text): removed += text
      case .inserted(let text): inserted += text
      case .equal(let text):
        end()
        (old, new) = (old + text.utf8.count, new + text.utf8.count)
      }
    }
    end()
    return stretches
  }
}
