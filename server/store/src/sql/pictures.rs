//! Pictures of posts.

use async_trait::async_trait;
use domain::{
    id::{PictureId, WorkspaceId},
    post::{Picture, PictureFormat},
    time::Timestamp,
};
use engine::ports::store::{
    Pictures, Stored,
    pictures::{HeldPicture, NewPicture},
};

use super::{Db, rows::At, unavailable};

#[async_trait]
impl Pictures for Db {
    async fn keep_picture(&self, new: &NewPicture) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO pictures (workspace, id, name, format, size, kept_at, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(new.workspace.to_string())
        .bind(new.picture.id.to_string())
        .bind(&new.name)
        .bind(new.picture.format.mime())
        .bind(i64::from(new.picture.bytes))
        .bind(new.now.millis())
        .bind(&new.bytes)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn picture(&self, workspace: WorkspaceId, picture: PictureId) -> Stored<Option<Picture>> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT format, size FROM pictures WHERE workspace = $1 AND id = $2")
                .bind(workspace.to_string())
                .bind(picture.to_string())
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(|(format, size)| read(picture, &format, size)).transpose()
    }

    async fn held_picture(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<HeldPicture>> {
        let row: Option<(String, i64, String, Vec<u8>)> = sqlx::query_as(
            "SELECT format, size, name, bytes FROM pictures WHERE workspace = $1 AND id = $2",
        )
        .bind(workspace.to_string())
        .bind(picture.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|(format, size, name, bytes)| {
            Ok(HeldPicture { picture: read(picture, &format, size)?, name, bytes })
        })
        .transpose()
    }

    async fn picture_name(
        &self,
        workspace: WorkspaceId,
        picture: PictureId,
    ) -> Stored<Option<String>> {
        sqlx::query_scalar("SELECT name FROM pictures WHERE workspace = $1 AND id = $2")
            .bind(workspace.to_string())
            .bind(picture.to_string())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)
    }

    async fn picture_named(&self, name: &str) -> Stored<Option<(PictureFormat, Vec<u8>)>> {
        let row: Option<(String, String, Vec<u8>)> =
            sqlx::query_as("SELECT id, format, bytes FROM pictures WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        row.map(|(id, format, bytes)| {
            Ok((self::format(&At::new("pictures", &id), &format)?, bytes))
        })
        .transpose()
    }

    async fn forget_pictures(&self, before: Timestamp) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "DELETE FROM pictures WHERE kept_at < $1 AND NOT EXISTS (SELECT 1 FROM posts p
             WHERE p.workspace = pictures.workspace AND p.picture = pictures.id)",
        )
        .bind(before.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }
}

fn read(id: PictureId, format: &str, size: i64) -> Stored<Picture> {
    let at = At::new("pictures", &id);
    let (format, bytes) = (self::format(&at, format)?, at.count("size", size)?);
    Ok(Picture { id, format, bytes, alt: String::new() })
}

fn format(at: &At, mime: &str) -> Stored<PictureFormat> {
    PictureFormat::from_mime(mime).ok_or_else(|| at.damaged("format", "not a known word"))
}
