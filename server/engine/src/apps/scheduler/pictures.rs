//! Pictures of posts: taken in once, shown to people and to networks under a name that nobody guesses.

use domain::{
    account::Viewer,
    id::{PictureId, WorkspaceId},
    limits::LARGEST_PICTURE,
    post::{Picture, PictureFormat},
};

use super::compose::Unfit;
use crate::{Engine, Error, ports::store::pictures::NewPicture};

/// Why a file is not kept as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPicture {
    /// It has more than [`LARGEST_PICTURE`] bytes.
    TooLarge,
    /// It is none of the formats that networks take.
    UnknownFormat,
}

/// The path of a picture, for people and networks alike.
#[must_use]
pub fn picture_path(name: &str) -> String {
    format!("/media/{name}")
}

impl Engine {
    /// Keeps a picture. What it is, its bytes say.
    ///
    /// # Errors
    /// The store's.
    pub async fn keep_picture(
        &self,
        viewer: &Viewer,
        bytes: Vec<u8>,
        alt: &str,
    ) -> Result<Result<Picture, NotAPicture>, Error> {
        let now = self.clock.now();
        let Some(size) = u32::try_from(bytes.len()).ok().filter(|size| *size <= LARGEST_PICTURE)
        else {
            return Ok(Err(NotAPicture::TooLarge));
        };
        let Some(format) = PictureFormat::of(&bytes) else {
            return Ok(Err(NotAPicture::UnknownFormat));
        };
        let id = PictureId::new(now, self.fresh_id());
        let picture = Picture { id, format, bytes: size, alt: alt.to_owned() };
        let name = self.fresh_secret().expose().to_owned();
        let new =
            NewPicture { workspace: viewer.workspace, picture: picture.clone(), name, bytes, now };
        self.store.keep_picture(&new).await?;
        Ok(Ok(picture))
    }

    /// The picture that a public name opens.
    ///
    /// # Errors
    /// [`Error::NotFound`] for every name that opens none.
    pub async fn picture_named(&self, name: &str) -> Result<(PictureFormat, Vec<u8>), Error> {
        self.store.picture_named(name).await?.ok_or(Error::NotFound)
    }

    /// The path at which a picture of the workspace can be seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn path_of_picture(
        &self,
        viewer: &Viewer,
        picture: PictureId,
    ) -> Result<String, Error> {
        let name = self.store.picture_name(viewer.workspace, picture).await?;
        Ok(picture_path(&name.ok_or(Error::NotFound)?))
    }

    /// A picture of the workspace, and the path at which it can be seen.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn picture(
        &self,
        viewer: &Viewer,
        picture: PictureId,
    ) -> Result<(Picture, String), Error> {
        let known = self.store.picture(viewer.workspace, picture).await?;
        let known = known.ok_or(Error::NotFound)?;
        let path = self.path_of_picture(viewer, picture).await?;
        Ok((known, path))
    }

    /// A picture that a composition names, with what the store knows of it.
    pub(super) async fn known_picture(
        &self,
        workspace: WorkspaceId,
        id: PictureId,
        alt: &str,
    ) -> Result<Result<Picture, Unfit>, Error> {
        let known = self.store.picture(workspace, id).await?;
        Ok(known.map(|known| Picture { alt: alt.to_owned(), ..known }).ok_or(Unfit::NoSuchPicture))
    }
}
