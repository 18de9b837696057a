//! Statements of the log: written once, run on SQLite and on PostgreSQL alike.
//!
//! Parameters are `?` or `?1`, as SQLite has them; PostgreSQL gets `$1`. Everything else in a statement is what both
//! understand: whole numbers of eight bytes, `TRUE`, `ON CONFLICT`, `CASE` where SQLite has `max` of two values. Every
//! list that leaves the log has an order: without one PostgreSQL gives rows as they were written last, and that tells of
//! edits which somebody may not see.

use super::connection::{Connection, Reads};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, Postgres, Sqlite, Type};
use std::borrow::Cow;

/// A parameter.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Int(Option<i64>),
    Bool(bool),
    Text(String),
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($from:ty, $name:ident => $value:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($name: $from) -> Self {
                $value
            }
        })+
    };
}

value_from! {
    i64, number => Self::Int(Some(number));
    &i64, number => Self::Int(Some(*number));
    Option<i64>, number => Self::Int(number);
    u32, number => Self::Int(Some(number.into()));
    &u32, number => Self::Int(Some((*number).into()));
    bool, truth => Self::Bool(truth);
    String, text => Self::Text(text);
    &String, text => Self::Text(text.clone());
    &str, text => Self::Text(text.to_owned());
    Vec<u8>, bytes => Self::Bytes(Some(bytes));
    &Vec<u8>, bytes => Self::Bytes(Some(bytes.clone()));
    Option<Vec<u8>>, bytes => Self::Bytes(bytes);
}

/// What a row can be read as, whichever database it comes from.
pub(super) trait Read:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Read for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Where a statement runs.
pub(super) enum On<'c> {
    /// On any connection that reads what is committed.
    Reads(&'c Reads),
    /// On this one, inside its transaction.
    Connection(&'c mut Connection),
}

impl<'c> From<&'c Reads> for On<'c> {
    fn from(reads: &'c Reads) -> Self {
        Self::Reads(reads)
    }
}

impl<'c> From<&'c mut Connection> for On<'c> {
    fn from(connection: &'c mut Connection) -> Self {
        Self::Connection(connection)
    }
}

/// A statement and its parameters.
#[derive(Clone, Debug)]
pub(super) struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

/// A statement that begins with this text.
pub(super) fn sql(text: impl Into<Cow<'static, str>>) -> Sql {
    Sql { text: text.into(), values: Vec::new() }
}

impl Sql {
    /// Gives the next parameter its value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Goes on with this text.
    pub(super) fn then(mut self, text: &'static str) -> Self {
        let whole = self.text.to_mut();
        whole.push(' ');
        whole.push_str(text);
        self
    }

    /// Goes on with a list in brackets, each of its items a parameter.
    pub(super) fn list<T: Into<Value>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
        let before = self.values.len();
        self.values.extend(items.into_iter().map(Into::into));
        // PostgreSQL does not take an empty list. Nothing is equal to NULL.
        let marks = match self.values.len() - before {
            0 => "NULL".to_owned(),
            length => vec!["?"; length].join(", "),
        };
        let text = self.text.to_mut();
        text.push_str(" (");
        text.push_str(&marks);
        text.push(')');
        self
    }

    /// Goes on with `VALUES` and one row in brackets for each item.
    pub(super) fn rows<T, R: IntoIterator<Item = Value>>(
        mut self,
        items: impl IntoIterator<Item = T>,
        row: impl Fn(T) -> R,
    ) -> Self {
        let text = self.text.to_mut();
        for (place, item) in items.into_iter().enumerate() {
            text.push_str(if place == 0 { " VALUES (" } else { ", (" });
            for (column, value) in row(item).into_iter().enumerate() {
                text.push_str(if column == 0 { "?" } else { ", ?" });
                self.values.push(value);
            }
            text.push(')');
        }
        self
    }

    /// Every row.
    pub(super) async fn fetch_all<T: Read>(self, on: impl Into<On<'_>>) -> Result<Vec<T>, sqlx::Error> {
        match on.into() {
            On::Reads(Reads::Sqlite(pool)) => self.of_sqlite()?.fetch_all(pool).await,
            On::Reads(Reads::Postgres(pool)) => self.of_postgres()?.fetch_all(pool).await,
            On::Connection(Connection::Sqlite(one)) => self.of_sqlite()?.fetch_all(one).await,
            On::Connection(Connection::Postgres(one)) => self.of_postgres()?.fetch_all(one).await,
        }
    }

    /// The first row, if there is one.
    pub(super) async fn fetch_optional<T: Read>(
        self,
        on: impl Into<On<'_>>,
    ) -> Result<Option<T>, sqlx::Error> {
        match on.into() {
            On::Reads(Reads::Sqlite(pool)) => self.of_sqlite()?.fetch_optional(pool).await,
            On::Reads(Reads::Postgres(pool)) => self.of_postgres()?.fetch_optional(pool).await,
            On::Connection(Connection::Sqlite(one)) => self.of_sqlite()?.fetch_optional(one).await,
            On::Connection(Connection::Postgres(one)) => self.of_postgres()?.fetch_optional(one).await,
        }
    }

    /// The one row that there is.
    pub(super) async fn fetch_one<T: Read>(self, on: impl Into<On<'_>>) -> Result<T, sqlx::Error> {
        self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// Runs it; how many rows it changed.
    pub(super) async fn execute(self, on: &mut Connection) -> Result<u64, sqlx::Error> {
        match on {
            Connection::Sqlite(one) => {
                let (text, arguments) = (self.text, arguments::<Sqlite>(self.values)?);
                let done = sqlx::query_with(AssertSqlSafe(text), arguments).execute(one).await?;
                Ok(done.rows_affected())
            }
            Connection::Postgres(one) => {
                let text = AssertSqlSafe(numbered(&self.text));
                let done = sqlx::query_with(text, arguments::<Postgres>(self.values)?).execute(one).await?;
                Ok(done.rows_affected())
            }
        }
    }

    fn of_sqlite<T>(self) -> Result<sqlx::query::QueryAs<'static, Sqlite, T, SqliteArguments>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, SqliteRow>,
    {
        Ok(sqlx::query_as_with(AssertSqlSafe(self.text), arguments::<Sqlite>(self.values)?))
    }

    fn of_postgres<T>(self) -> Result<sqlx::query::QueryAs<'static, Postgres, T, PgArguments>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, PgRow>,
    {
        Ok(sqlx::query_as_with(AssertSqlSafe(numbered(&self.text)), arguments::<Postgres>(self.values)?))
    }
}

fn arguments<DB: Database>(values: Vec<Value>) -> Result<DB::Arguments, sqlx::Error>
where
    Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
    bool: for<'q> Encode<'q, DB> + Type<DB>,
    String: for<'q> Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: for<'q> Encode<'q, DB> + Type<DB>,
{
    let mut arguments = DB::Arguments::default();
    arguments.reserve(values.len(), values.len() * 16);
    for value in values {
        let added = match value {
            Value::Int(number) => arguments.add(number),
            Value::Bool(truth) => arguments.add(truth),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// A statement with the parameters of PostgreSQL. No statement of the log has a question mark in a text.
fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() + 64);
    let mut rest = text;
    let mut next = 1;
    while let Some((before, after)) = rest.split_once('?') {
        numbered.push_str(before);
        numbered.push('$');
        if !after.starts_with(|letter: char| letter.is_ascii_digit()) {
            numbered.push_str(&next.to_string());
            next += 1;
        }
        rest = after;
    }
    numbered.push_str(rest);
    numbered
}

#[cfg(test)]
mod tests {
    use super::{numbered, sql};

    #[test]
    fn parameters_get_their_numbers() {
        assert_eq!(numbered("a = ? AND b IN (?, ?)"), "a = $1 AND b IN ($2, $3)");
        assert_eq!(numbered("a = ?2 OR a = ?1 AND ?2"), "a = $2 OR a = $1 AND $2");
    }

    #[test]
    fn lists_and_rows_have_one_parameter_for_each_value() {
        let query =
            sql("SELECT a FROM b WHERE c = ? AND d IN").bind(1_i64).list([2_i64, 3]).then("ORDER BY a");
        assert_eq!(query.text, "SELECT a FROM b WHERE c = ? AND d IN (?, ?) ORDER BY a");
        assert_eq!(query.values.len(), 3);
        let query = sql("INSERT INTO a (b, c)").rows([1_i64, 2], |one| [one.into(), "x".into()]);
        assert_eq!(query.text, "INSERT INTO a (b, c) VALUES (?, ?), (?, ?)");
        assert_eq!(query.values.len(), 4);
        assert_eq!(sql("a IN").list::<i64>([]).text, "a IN (NULL)");
    }
}
