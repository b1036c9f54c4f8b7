internal import PromptMerge

/// The merge of two lists of named things that were made from a third, name by name.
///
/// A thing is one value: of rules or a release that are half of each, nobody ever thought.
struct NamedMerge<Name: Hashable & Sendable, Value: Equatable & Sendable> {
  struct Item {
    let name: Name
    let value: Value
  }

  /// What both sides changed, to different values; nil where a side removed it.
  let conflicts: [(name: Name, ours: Value?, theirs: Value?)]
  private let names: [Name]
  private let values: (base: [Name: Value], ours: [Name: Value], theirs: [Name: Value])

  init(base: [Item], ours: [Item], theirs: [Item]) {
    func values(_ items: [Item]) -> [Name: Value] {
      Dictionary(items.map { ($0.name, $0.value) }) { first, _ in first }
    }
    let values = (base: values(base), ours: values(ours), theirs: values(theirs))
    // Their order, which others know already, unless only we changed it.
    func order(_ items: [Item]) -> [Name] {
      items.map(\.name).filter {
        values.base[$0] != nil && values.ours[$0] != nil && values.theirs[$0] != nil
      }
    }
    let isTheirs = order(theirs) != order(base) || order(ours) == order(base)
    let (first, second) = isTheirs ? (theirs, ours) : (ours, theirs)
    let firstNames = Set(first.map(\.name))
    names = first.map(\.name) + second.map(\.name).filter { !firstNames.contains($0) }
    self.values = values
    conflicts = names.compactMap { name in
      let (old, ours, theirs) = (values.base[name], values.ours[name], values.theirs[name])
      return ours == theirs || ours == old || theirs == old ? nil : (name, ours, theirs)
    }
  }

  /// The merged list; what both changed is as the side has it that counts, under `merge` ours.
  func resolved(_ resolution: Resolution) -> [Item] {
    names.compactMap { name in
      let (ours, theirs) = (values.ours[name], values.theirs[name])
      let takesTheirs =
        ours == values.base[name] || resolution == .theirs && theirs != values.base[name]
      return (takesTheirs ? theirs : ours).map { Item(name: name, value: $0) }
    }
  }
}
