//! What people do in our views.

use serde::{Deserialize, Serialize};

use super::{ConflictAnswer, GeneratorOptions, ItemChange, PointTexts, SettingsView, SourceKind, shared};

shared! {
    /// One post of a view: what it wants, with a number that the answer repeats.
    pub struct FromView {
        /// Chosen by the view, growing.
        pub seq: u32,
        /// What the user did.
        pub intent: Intent,
    }

    /// What a person did in one of our own views. Carries no tab, no origin and no address of a page: those come from
    /// the browser.
    #[serde(tag = "type")]
    #[allow(missing_docs)]
    pub enum Intent {
        // Linking page
        /// Make a new code to scan (also: start over). `again`: link this phone again and keep its cache.
        StartLink { again: Option<String> },
        /// The address field changed; the answer is in [`super::LinkScreen::address`].
        TypeAddress { text: String, port: String },
        /// Go: find the phone at the typed address and link.
        ConnectLink,
        /// The user granted (or lost) a permission for an address of a phone.
        PermissionChanged,
        /// The answer to "is it the same on both screens?".
        CompareLink { same: bool },
        /// Stop linking; nothing is kept.
        AbandonLink,
        /// The user compared the long texts of [`super::CompareView`] with the phone's. Also from the options.
        MarkVerified { phone: String, same: bool },

        // Connecting page
        /// Connect one of these; also to change one's mind before anything was asked.
        ChooseServerKind { kind: SourceKind },
        /// Where a Passwork is, as it is typed.
        TypeHost { host: String },
        /// The API key, or the access token of 7.x with its refresh token. Carries secrets.
        TypeKey { key: String, refresh: Option<String> },
        /// The text of a code that connects, as it was pasted. Carries a secret.
        ReadInvitation { text: String },
        /// A picture with such a code in it: one byte of luminance for each point, line by line, in base64. The popup says it,
        /// too, about the tab beneath it, while the connecting page waits for a code. Carries a secret.
        ReadCode { width: u32, height: u32, grey: String },
        /// The master password of a Passwork. Carries a secret.
        TypeMaster { password: String },
        /// The address of the server, as it is typed.
        TypeServer { text: String },
        /// Go: find out what the server is. `plain`: the user agreed to an address without encryption. Comes from a
        /// click, after the browser was asked for the permission.
        ConnectServer { plain: bool },
        /// Sign in with a name and an app password. Carries a secret.
        SignIn { user: String, password: String },
        /// Use this vault; its password. Carries a secret.
        OpenServerVault { guid: String, password: String },
        /// Do not use it after all.
        LeaveServerVault { guid: String },
        /// Whether it is the account of [`super::AgainView`].
        ConnectAgain { yes: bool },
        /// Keep the account, with a new passphrase where nothing opens the cache yet. Carries a secret.
        FinishConnect { passphrase: Option<String> },
        /// Stop; nothing is kept.
        AbandonConnect,

        // Popup
        /// Fetch everything of this source anew. Also from the options.
        Sync { source: String },
        /// Ask this phone from now on.
        ChoosePhone { phone: String },
        /// Ask the phone for a login for the page in front. `fill`: fill it in when it arrives. `keep`: also open the
        /// cache with the answer and put it there, when the cache is locked.
        AskSite { fill: bool, keep: bool },
        /// Ask for one login that the user chooses on the phone, whatever its site.
        AskAny,
        /// Ask for several logins that the user chooses on the phone; they are shown before they are kept.
        AskSeveral,
        /// Ask the phone for all logins; they are shown before they are kept.
        AskAll,
        /// Show what would be created for the page in front; the answer is in [`super::PopupScreen::create`].
        OfferCreate,
        /// Put it away.
        CloseCreate,
        /// Have the phone create a login for the page in front, with this account name.
        AskCreate { user: String },
        /// Ask the phone for the present state of one item.
        Refresh { item: String },
        /// Ask the phone for the present state of all items that came from it.
        RefreshAll,
        /// Keep what [`super::PopupScreen::import`] shows, all of it, or nothing.
        Import { yes: bool },
        /// Ask the phone to open the cache.
        Unlock,
        /// Open the cache with the passphrase. Carries a secret.
        UnlockPassphrase { passphrase: String },
        /// Open the cache with what the passkey gave (PRF, 32 bytes). Carries a secret.
        UnlockPasskey { output: Vec<u8> },
        /// Give up the running request, on the phone too.
        CancelRequest,
        /// One minute more for the running request.
        ExtendRequest,
        /// Put the finished request away.
        DismissRequest,
        /// Start the finished request again.
        RepeatRequest,
        /// Lock now.
        Lock,
        /// Fill this item into the page in front.
        Fill { item: String },
        /// Fill nothing but the one-time code of this item.
        FillCode { item: String },
        /// Have the user point at the fields of the login in the page in front.
        PointFields { texts: PointTexts },
        /// Forget the fields that the user pointed at: on the page in front, or, from the options, on this origin.
        ForgetFields { origin: Option<String> },
        /// The user saw the question in [`super::PopupScreen::question`].
        AnswerQuestion { yes: bool },
        /// Hand out one value for the clipboard; answered by [`super::ToView::Value`].
        Copy { item: String, field: CopyField },
        /// Show the one-time code of an item; answered by [`super::ToView::Code`].
        ShowCode { item: String },
        /// Count on, and show the code after the one that was shown, where codes count.
        NextCode { item: String },
        /// The search text changed.
        Search { text: String },
        /// List only what lies in this place and below it; the answer is in [`super::PopupScreen::browsed`]. `place`: as in
        /// [`super::PlaceView::vault`], empty for all of the source. An empty source takes it away.
        Browse { source: String, place: String },
        /// Show everything about one item; answered by [`super::ToView::Item`].
        ShowItem { item: String },
        /// Show one secret of an item; answered by [`super::ToView::Revealed`].
        Reveal { item: String, field: CopyField },
        /// Show earlier states of an item; answered by [`super::ToView::Revisions`].
        ShowRevisions { item: String },
        /// Show the password of an earlier state; answered by [`super::ToView::Revealed`].
        RevealRevision { item: String, revision: f64 },
        /// Hand out a file of an item, by its place in the list; answered by [`super::ToView::File`].
        GetFile { item: String, file: u32 },
        /// Change an item at its server. See [`super::PopupScreen::change`].
        ChangeItem { item: String, change: ItemChange },
        /// Make an item in a vault of a server.
        MakeItem { source: String, vault: String, change: ItemChange },
        /// Make a link that shares an item; the answer is a [`super::ToView::Value`]. `once`: it dies when it is opened.
        ShareItem { item: String, life: ShareLife, once: bool },
        /// Mark an item as a favourite at its server, or no more.
        MarkFavourite { item: String, is: bool },
        /// Move an item to another vault or folder of its server; `place` as in [`super::PlaceView::vault`].
        MoveItem { item: String, place: String },
        /// Move an item to the bin of its server.
        BinItem { item: String },
        /// Take the item that was moved last back from the bin.
        UndoBin,
        /// What becomes of two changes of the same item.
        AnswerConflict { answer: ConflictAnswer },
        /// Try the change again that was not kept.
        RepeatChange,
        /// Give it up.
        DropChange,
        /// Remove one item from the cache.
        Forget { item: String },
        /// Show the generator; see [`super::PopupScreen::generator`].
        OpenGenerator,
        /// Show what is made of the page in front, field by field; see [`super::PopupScreen::why`].
        ShowWhy,
        /// Put away what took the place of the list: the generator, the fields.
        ClosePanel,
        /// Make a password; answered by [`super::ToView::Generated`]. The options are remembered.
        Generate { options: GeneratorOptions },
        /// Show one that was made before; answered in the same way.
        RevealGenerated { id: String },
        /// Hand one out for the clipboard; answered by [`super::ToView::Value`].
        CopyGenerated { id: String },
        /// Put one into the fields for a new password of the page in front.
        FillGenerated { id: String },
        /// Throw one away.
        ForgetGenerated { id: String },
        /// Keep what was typed: as a change of the item that it is of, or else as a new item at the place with this source
        /// and vault ([`super::PopupScreen::places`]); a phone makes its own password.
        SaveOffer { offer: u32, source: String, vault: String },
        /// Hand out the password that was typed; answered by [`super::ToView::Value`].
        CopyOffer { offer: u32 },
        /// Never hint again at what the permission for pages is good for.
        PutHintAway,
        /// Put the offer away; `never`: and none again on its host.
        DropOffer { offer: u32, never: bool },

        // Options
        /// Change the settings.
        SaveSettings { settings: SettingsView },
        /// Remove the link with all its keys and its cache.
        Unlink { phone: String },
        /// Another name and colour (0 to 7) for a phone.
        RenamePhone { phone: String, name: String, colour: u8 },
        /// Another name and colour (0 to 7) for an account.
        RenameAccount { source: String, name: String, colour: u8 },
        /// Remove an account from this browser, with all that is kept of it, and give its app password back.
        Disconnect { source: String },
        /// One more address at which this phone may be.
        AddAddress { phone: String, text: String, port: String },
        /// One address less; the last one stays.
        RemoveAddress { phone: String, address: String },
        /// Look for this phone in the networks of its addresses.
        StartFind { phone: String },
        /// Stop looking, or put the result away.
        StopFind,
        /// Ask the phone at the found address to prove that it is the linked one.
        TryFound,
        /// It is not that one: look on.
        SkipFound,
        /// Download a backup of the phone's vault. Each time anew with the user's consent.
        AskBackup { phone: String },
        /// Open the cache with a passphrase too, from now on. Carries a secret.
        SetPassphrase { passphrase: String },
        /// No longer.
        RemovePassphrase,
        /// Open the cache with a passkey too: its id, the salt given to it and what it gave. Carries a secret.
        SetPasskey { credential: Vec<u8>, salt: Vec<u8>, output: Vec<u8> },
        /// No longer.
        RemovePasskey,
        /// Seal the open caches anew under fresh keys.
        RotateKeys,
        /// Delete a part of what is stored.
        Wipe { what: Wipe },

        // Doctor
        /// Examine the way to this phone.
        StartDoctor { phone: String },
        /// Stop examining.
        StopDoctor,
        /// Ask the phone to prove that it is the linked one: the last step.
        ProvePhone,
    }

    /// What can be copied.
    #[allow(missing_docs)]
    pub enum CopyField {
        User,
        Password,
        Code,
        Email,
        Note,
        /// A field that somebody added, by its place in the list.
        Custom(u32),
        /// A link that shares the item; only handed out, see [`Intent::ShareItem`].
        Link,
    }

    /// How long a link lives.
    #[derive(Copy, Eq)]
    #[allow(missing_docs)]
    pub enum ShareLife {
        Hour,
        Day,
        Week,
        Month,
        Unlimited,
    }

    /// What can be deleted.
    pub enum Wipe {
        /// All items of all caches; links stay.
        Cache,
        /// Settings, back to how they were at first.
        Settings,
        /// Passphrase and passkey.
        Factors,
        /// What the generator made and kept.
        Generated,
        /// Everything: links, keys, caches, settings.
        Everything,
    }
}
