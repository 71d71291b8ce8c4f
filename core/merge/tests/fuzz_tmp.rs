mod forge;
use forge::*;
use etong_merge::*;
use std::collections::BTreeMap;
#[test] fn fuzz(){
    std::panic::set_hook(Box::new(|_|{}));
    let (_, ch)=history();
    // contexts: (blob before, change)
    let mut ctx=vec![]; let mut doc=AutomergeDoc::empty();
    for c in &ch { ctx.push((if ctx.is_empty(){None}else{Some(doc.save())}, c.clone())); doc.apply(c).unwrap(); }
    let mut x: u64 = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(0x9e3779b97f4a7c15);
    let mut rnd=move||{ x^=x<<13; x^=x>>7; x^=x<<17; x };
    let mut stats: BTreeMap<String,u32>=BTreeMap::new();
    let n=std::env::var("N").ok().and_then(|s| s.parse().ok()).unwrap_or(200_000);
    for _ in 0..n {
        let (blob, c)=&ctx[(rnd() as usize)%ctx.len()];
        let mut m=c.clone();
        let start = 9;
        for _ in 0..1+rnd()%3 { let i=start+(rnd() as usize)%(m.len()-start); m[i]= match rnd()%4 {0=>rnd() as u8,1=>m[i]^(1<<(rnd()%8)),2=>m[i].wrapping_add(1),_=>m[i].wrapping_sub(1)}; }
        if m==*c {continue}
        let m=reseal(m);
        let s=match gate::admit(blob.as_deref(), &m) {
            Err(e)=>{ format!("{e:?}").split('{').next().unwrap().to_owned() }
            Ok(a)=>{
                let d=AutomergeDoc::load(&a.doc).unwrap();
                let am=automerge::Automerge::load(&a.doc).unwrap();
                let r=std::panic::catch_unwind(||{ d.fields(); am.get_changes(&[]).len(); for c in am.get_changes(&[]) { c.decode(); } });
                if r.is_err() {"OK but reading panics".into()} else {
                    let mut d2=d.clone();
                    let r=std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| { d2.edit(WANG,&[FieldEdit::set("phone","9"),FieldEdit::remove("name"),FieldEdit::set("field_03","x")],1).unwrap(); AutomergeDoc::load(&d2.save()).unwrap(); }));
                    if r.is_err() {"OK but editing panics".into()} else {"OK".to_string()} }
            }
        };
        if let Some(b)=blob { let mut d=AutomergeDoc::load(b).unwrap(); let r=std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| d.apply(&m)));
          let s2=match r { Err(_)=>"APPLY PANICS".to_owned(), Ok(Err(e))=>format!("apply {e:?}").split('{').next().unwrap().to_owned(), Ok(Ok(_))=>{ 
            let f=std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {d.fields();})).is_ok();
            let s=std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| d.save())).map(|b| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| AutomergeDoc::load(&b).is_ok())));
            format!("apply ok, fields {f} save {:?} {}", s.is_ok(), matches!(s, Ok(Ok(true)))) } }; *stats.entry(s2).or_default()+=1; }
        *stats.entry(s).or_default()+=1;
    }
    for (k,v) in stats { println!("{v:8} {k}"); }
}
