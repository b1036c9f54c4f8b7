package import APIKeys
package import Markup

/// What is around the content of every page: where one is, where one can go, and who one is.
package struct Frame: Sendable {
  /// What the server is called.
  package var title: String
  /// Who looks at the page.
  package var visitor: Visitor
  /// How many prompts there are; `nil` where it is not said.
  package var promptCount: Int?
  /// The folders with their counts, in their order.
  package var folders: [Folder]
  /// The parts of the site that there are.
  package var sections: [Section]
  /// What makes sure that a form was sent from a page of this session; empty without one.
  package var token: String

  /// Who looks at a page.
  package enum Visitor: Sendable {
    /// Somebody without a key, who may sign in.
    case anonymous
    /// The owner of a key, and what it may do.
    case owner(String, Role)
  }

  /// A folder, and how many prompts are in it.
  package struct Folder: Sendable {
    /// Its name; empty for the prompts that are in no folder.
    package let name: String
    /// How many prompts are in it.
    package let count: Int

    /// A folder with so many prompts.
    package init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// A part of the site.
  package enum Section: CaseIterable, Sendable {
    /// The list of prompts, and each of them.
    case prompts
    /// What is live where.
    case live
    /// What was done.
    case activity
    /// Versions that move together.
    case releases
  }

  /// A frame with these parts.
  package init(
    title: String, visitor: Visitor, promptCount: Int? = nil, folders: [Folder] = [],
    sections: [Section] = Section.allCases, token: String = ""
  ) {
    self.title = title
    self.visitor = visitor
    self.promptCount = promptCount
    self.folders = folders
    self.sections = sections
    self.token = token
  }
}

extension Frame.Section {
  /// Its name.
  package var name: String {
    switch self {
    case .prompts: "Prompts"
    case .live: "Live"
    case .activity: "Activity"
    case .releases: "Releases"
    }
  }

  /// Where it begins.
  package var link: Link {
    switch self {
    case .prompts: .root
    case .live: Link("live")
    case .activity: Link("activity")
    case .releases: Link("releases")
    }
  }

  var icon: Icon {
    switch self {
    case .prompts: .prompts
    case .live: .live
    case .activity: .activity
    case .releases: .releases
    }
  }
}

/// A whole page.
package struct Page: Sendable {
  /// The page.
  package let html: HTML

  /// What changes with its content, for the header field `ETag`; `nil` for a page that is the answer
  /// to one request alone.
  package let tag: String?
}

/// Where a page is in the site.
package struct PagePlace: Sendable {
  /// The part of the site; `nil` for none of them.
  package var section: Frame.Section?
  /// Whether the page is where the part begins.
  package var isStart: Bool
  /// The folder that is shown, or that what is shown is in; `nil` for none, and empty for the prompts
  /// without a folder.
  package var folder: String?

  /// A place in a part of the site.
  package init(_ section: Frame.Section? = nil, isStart: Bool = false, folder: String? = nil) {
    self.section = section
    self.isStart = isStart
    self.folder = folder
  }
}

extension Frame {
  /// A page with the side bar.
  ///
  /// - Parameters:
  ///   - name: What the page is about, for tabs and bookmarks.
  ///   - place: Where it is.
  ///   - isTagged: Whether the same address gives it again, so that it can be found to be out of date.
  ///   - dropping: The drafts that a browser need not keep any longer, by their names.
  package func page(
    _ name: String, _ place: PagePlace, isTagged: Bool = true, dropping: [String] = [],
    @Content content: () -> HTML
  ) -> Page {
    let inside = content()
    let body = HTML {
      a(.class("skip"), .href(Link(onThisPage: "main"))) { "Skip to content" }
      sideBar(place)
      main(.id("main"), .tabindex(-1)) {
        stale
        inside
      }
    }
    return finished(name, body, isTagged: isTagged, dropping: dropping)
  }

  /// A page that stands by itself: to sign in, or to say that something failed.
  ///
  /// - Parameter refreshed: The page that the browser is to ask for at once, if any.
  package func pageAlone(
    _ name: String, refreshingTo refreshed: Link? = nil, @Content content: () -> HTML
  ) -> Page {
    let body = main(.class("alone"), .id("main")) {
      p(.class("brand")) {
        Icon.mark.html
        span { words(title) }
      }
      content()
    }
    return finished(name, body, isTagged: false, dropping: [], refreshingTo: refreshed)
  }

  /// A form that changes something. It carries what every such form has to carry.
  package func form(
    to link: Link, _ attributes: Attribute..., @Content content: () -> HTML
  ) -> HTML {
    Markup.form(.post, to: link, attributes: attributes) {
      input(.hidden, .name(Frame.tokenField), .value(token))
      content()
    }
  }

  /// The name of the field with the token.
  package static let tokenField = "token"
}
