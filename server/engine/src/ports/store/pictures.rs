//! Pictures of posts: their bytes, and the names under which networks fetch them.

use async_trait::async_trait;
use domain::{
    id::{PictureId, WorkspaceId},
    post::{Picture, PictureFormat},
    time::Timestamp,
};

use super::Stored;

/// Pictures.
#[async_trait]
pub trait Pictures: Send + Sync {
    /// Keeps a picture.
    async fn keep_picture(&self, picture: &NewPicture) -> Stored<()>;

    /// A picture of a workspace, without its bytes.
    async fn picture(&self, workspace: WorkspaceId, picture: PictureId) -> Stored<Option<Picture>>;

    /// A picture of a workspace, with its bytes.
    async fn held_picture(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<HeldPicture>>;

    /// The public name of a picture of a workspace.
    async fn picture_name(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<String>>;

    /// The picture that a public name opens.
    async fn picture_named(&self, name: &str) -> Stored<Option<(PictureFormat, Vec<u8>)>>;

    /// Forgets pictures kept before `before` that no post has.
    async fn forget_pictures(&self, before: Timestamp) -> Stored<()>;
}

/// A picture to be kept.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// Whose.
    pub workspace: WorkspaceId,
    /// What is known of it.
    pub picture: Picture,
    /// Its name in public: nobody guesses it, and it says nothing.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// When.
    pub now: Timestamp,
}

/// A picture with its bytes.
#[derive(Debug, Clone)]
pub struct HeldPicture {
    /// What is known of it.
    pub picture: Picture,
    /// Its name in public.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}
